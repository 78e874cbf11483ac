import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What happens to the next connections, in order; afterwards they pass. Bytes count from the connection's begin. */
export type Fault =
  /** cut both ways after so many bytes to headquarters */
  | { readonly kind: 'cut-request'; readonly after: number }
  /** cut both ways after so many bytes back */
  | { readonly kind: 'cut-answer'; readonly after: number }
  /** taken, and never answered */
  | { readonly kind: 'silent' }
  | { readonly kind: 'pass' };

export type Proxy = {
  readonly address: string; readonly faults: Fault[]; /** bytes sent on to headquarters */ readonly sent: () => number; /** ends the connections kept open, so that the next request is the first of a new one */ readonly drop: () => Promise<void>; readonly close: () => Promise<void> };

/** A line between a station and headquarters that breaks where it is told to. */
export const openProxy = async (target: string): Promise<Proxy> => {
  const { hostname, port } = new URL(target);
  const faults: Fault[] = [];
  const sockets = new Set<Socket>();
  let total = 0;
  const server: Server = createServer((near) => {
    const fault = faults.shift();
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
    if (fault?.kind === 'silent') return;
    pass(near, far, fault?.kind === 'cut-request' ? fault.after : Infinity, (size) => {
      total += size;
    });
    pass(far, near, fault?.kind === 'cut-answer' ? fault.after : Infinity, () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, faults, sent: () => total,
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
