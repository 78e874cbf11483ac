import { EventEmitter } from 'node:events';

/** One end of a channel as `MessagePortMain` shows it: an emitter that holds messages until started. */
export class PortEnd extends EventEmitter {
  /** where what is posted here goes */
  onPost: (data: unknown) => void = () => {};
  /** set once the port was handed to another process: what arrives goes there */
  onForward: ((data: unknown) => void) | undefined;
  /** called when the process that holds the other end dropped it */
  onClosed: (() => void) | undefined;
  private waiting: unknown[] = [];
  private isStarted = false;

  postMessage(data: unknown): void {
    this.onPost(data);
  }
  receive(data: unknown): void {
    if (this.onForward) this.onForward(data);
    else if (this.isStarted) this.emit('message', { data, ports: [] });
    else this.waiting.push(data);
  }
  start(): void {
    this.isStarted = true;
    for (const data of this.waiting.splice(0)) this.emit('message', { data, ports: [] });
  }
  /** Hands the port over; what came before goes first. */
  forwardTo(onForward: (data: unknown) => void): void {
    this.onForward = onForward;
    for (const data of this.waiting.splice(0)) onForward(data);
  }
  close(): void {
    this.emit('close');
  }
}

export class MessageChannelMain {
  readonly port1 = new PortEnd();
  readonly port2 = new PortEnd();
  constructor() {
    this.port1.onPost = (data) => this.port2.receive(data);
    this.port2.onPost = (data) => this.port1.receive(data);
    this.port1.onClosed = () => this.port2.close();
    this.port2.onClosed = () => this.port1.close();
  }
}
