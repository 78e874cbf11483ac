import { describeDay } from './day.ts';
import { electronStandIn, realElectron } from './shells.ts';

describeDay(electronStandIn);

const real = realElectron();
if (real) describeDay(real);
else console.warn('Electron\'s own program is not on this machine (node_modules/electron/dist), so the day runs over its stand-in alone. `npx install-electron` fetches it.');
