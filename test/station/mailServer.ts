import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';

/** As much of a mail server as takes a message (RFC 5321); `got`: the messages, `refuseWith`: what it says to every receiver instead. */
export const mailServerOf = (refuseWith?: string): Promise<{ readonly server: Server; readonly port: number; readonly got: string[] }> =>
  new Promise((resolve) => {
    const got: string[] = [];
    const serve = (socket: Socket): void => {
      let data: string | null = null;
      let rest = '';
      socket.setEncoding('utf8');
      socket.write('220 test ESMTP\r\n');
      socket.on('data', (piece: string) => {
        rest += piece;
        for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
          const line = rest.slice(0, end);
          rest = rest.slice(end + 2);
          if (data !== null) {
            if (line !== '.') {
              data += `${line}\r\n`;
              continue;
            }
            got.push(data);
            data = null;
            socket.write('250 taken\r\n');
          } else if (/^DATA/i.test(line)) {
            data = '';
            socket.write('354 go on\r\n');
          } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
          else if (/^RCPT/i.test(line) && refuseWith) socket.write(`${refuseWith}\r\n`);
          else socket.write('250 ok\r\n');
        }
      });
      socket.on('error', () => undefined);
    };
    const server = createServer(serve).listen(0, '127.0.0.1', () => resolve({ server, port: (server.address() as AddressInfo).port, got }));
  });
