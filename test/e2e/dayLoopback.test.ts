import { describeDay } from './day.ts';
import { loopback } from './shells.ts';

describeDay(loopback);
