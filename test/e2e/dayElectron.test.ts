import { describeDay } from './day.ts';
import { electronStandIn, realElectron } from './shells.ts';

describeDay(electronStandIn);

const real = realElectron();
if (typeof real === 'string') console.warn(`${real}: the day runs over its stand-in alone.`);
else describeDay(real);
