import { runLoopback } from '../main/loopback/main.ts';
import { buildRendererIfOld } from './renderer.ts';

/** `npm start` without Electron, in the Node of the package: the loopback shell on a window that is built when it is old. */
await runLoopback(process.argv.slice(2), { prepareWindow: buildRendererIfOld });
