import { EventEmitter } from 'node:events';
import { PortEnd } from './ports.ts';
import type { CoreWire } from './wire.ts';

/** Loaded before the built core: gives it `process.parentPort`, which holds messages back until somebody listens. */
const ports = new Map<number, PortEnd>();
const nobody = (): void => {};
const send = (wire: CoreWire): void => void (process.connected && process.send?.(wire, undefined, undefined, nobody));
const early: { data: unknown; ports: PortEnd[] }[] = [];

const portFor = (id: number): PortEnd => {
  const port = new PortEnd();
  port.onPost = (data) => send({ kind: 'port', port: id, data });
  ports.set(id, port);
  return port;
};
const parentPort = Object.assign(new EventEmitter(), { postMessage: (data: unknown) => send({ kind: 'message', data, ports: [] }) });
parentPort.on('newListener', (name: string) => {
  if (name === 'message') setImmediate(() => early.splice(0).forEach((event) => parentPort.emit('message', event)));
});
process.on('message', (wire: CoreWire) => {
  if (wire.kind === 'port') return void ports.get(wire.port)?.receive(wire.data);
  if (wire.kind === 'portClosed') {
    ports.get(wire.port)?.emit('close');
    return void ports.delete(wire.port);
  }
  const event = { data: wire.data, ports: wire.ports.map(portFor) };
  if (parentPort.listenerCount('message') === 0) early.push(event);
  else parentPort.emit('message', event);
});
process.on('disconnect', () => process.exit(0));
Object.defineProperty(process, 'parentPort', { value: parentPort });
