import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What happens to the next connections, in order; afterwards they pass. Bytes count from the connection's begin. */
export type Fault =
  /** cut both ways after so many bytes to headquarters */
  | { readonly kind: 'cut-request'; readonly after: number }
  /** cut both ways after so many bytes back */
  | { readonly kind: 'cut-answer'; readonly after: number }
  /** taken, and never answered */
  | { readonly kind: 'silent' }
  /** ended by a reset after so many bytes to headquarters */
  | { readonly kind: 'reset'; readonly after: number }
  /** all that was sent on it is sent to headquarters once more by itself, when the connection ends */
  | { readonly kind: 'twice' }
  /** so many bytes a second either way, each piece late by so many ms */
  | { readonly kind: 'slow'; readonly rate: number; readonly late: number }
  /** cut both ways when a request is not answered within so many ms */
  | { readonly kind: 'impatient'; readonly ms: number }
  | { readonly kind: 'pass' };

export type Proxy = {
  readonly address: string; readonly faults: Fault[]; /** of every connection without a fault of its own */ readonly usual: (fault: Fault) => void; /** bytes sent on to headquarters */ readonly sent: () => number; /** bytes that came back from headquarters and were passed on */ readonly received: () => number; /** ends the connections kept open, so that the next request is the first of a new one */ readonly drop: () => Promise<void>; readonly close: () => Promise<void> };

/** A line between a station and headquarters that breaks where it is told to. */
export const openProxy = async (target: string): Promise<Proxy> => {
  const { hostname, port } = new URL(target);
  const faults: Fault[] = [];
  let usual: Fault = { kind: 'pass' };
  const sockets = new Set<Socket>();
  let total = 0;
  let back = 0;
  const server: Server = createServer((near) => {
    const fault = faults.shift() ?? usual;
    const far = connect(Number(port), hostname);
    const cut = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', cut);
      socket.on('close', () => {
        sockets.delete(socket);
        cut();
      });
    }
    const pass = (from: Socket, to: Socket, limit: number, count: (size: number) => void): void => {
      let left = limit;
      from.on('data', (piece: Buffer) => {
        const part = piece.subarray(0, Math.max(0, left));
        left -= piece.length;
        count(part.length);
        if (left > 0) to.write(part);
        // what came before the cut has arrived: the other end must cope with half of it
        else to.write(part, () => setTimeout(cut, 10));
      });
    };
    if (fault.kind === 'silent') return;
    if (fault.kind === 'slow') {
      for (const [from, to] of [[near, far], [far, near]] as const) {
        let free = 0;
        from.on('data', (piece: Buffer) => {
          const now = Date.now();
          free = Math.max(now, free) + (piece.length / fault.rate) * 1000;
          setTimeout(() => to.destroyed || to.write(piece), free - now + fault.late);
        });
      }
      return;
    }
    if (fault.kind === 'twice') {
      const pieces: Buffer[] = [];
      near.on('data', (piece: Buffer) => pieces.push(piece));
      near.once('close', () => {
        const again = connect(Number(port), hostname, () => again.end(Buffer.concat(pieces)));
        again.on('error', () => undefined).resume();
        sockets.add(again);
        again.on('close', () => sockets.delete(again));
      });
    }
    if (fault.kind === 'impatient') {
      let waiting: NodeJS.Timeout | undefined;
      near.on('data', () => {
        clearTimeout(waiting);
        waiting = setTimeout(cut, fault.ms);
      });
      far.on('data', () => clearTimeout(waiting));
    }
    if (fault.kind === 'reset') {
      let left = fault.after;
      near.on('data', (piece: Buffer) => {
        left -= piece.length;
        if (left <= 0) near.resetAndDestroy();
      });
    }
    pass(near, far, fault.kind === 'cut-request' ? fault.after : Infinity, (size) => {
      total += size;
    });
    pass(far, near, fault.kind === 'cut-answer' ? fault.after : Infinity, (size) => {
      back += size;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, faults, sent: () => total, received: () => back,
    usual: (fault) => {
      usual = fault;
    },
    drop: async () => {
      for (const socket of sockets) socket.destroy();
      // the client must have seen it, or its next request dies in the closing socket
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
};
