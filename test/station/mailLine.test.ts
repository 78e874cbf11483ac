import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createTransport } from 'nodemailer';
import { expect, it } from 'vitest';
import { serverToTransport } from '../../main/documents/mail.ts';
import { createTestStation } from './bench.ts';

/** A mail server without STARTTLS that takes everything; `heard` is what crossed the line. */
const plainServer = async () => {
  let heard = '';
  const server = createServer((socket) => {
    socket.setEncoding('utf8');
    socket.write('220 test ESMTP\r\n');
    let isData = false;
    socket.on('data', (piece: string) => {
      heard += piece;
      for (const line of piece.split('\r\n').filter(Boolean)) {
        if (isData && line !== '.') continue;
        isData = /^DATA/i.test(line);
        if (/^EHLO/i.test(line)) socket.write('250-test\r\n250 AUTH PLAIN\r\n');
        else if (/^STARTTLS/i.test(line)) socket.write('502 no such command\r\n');
        else if (/^AUTH/i.test(line)) socket.write('235 ok\r\n');
        else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else socket.write(isData ? '354 go on\r\n' : '250 ok\r\n');
      }
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { port: (server.address() as AddressInfo).port, heard: () => heard, close: () => server.close() };
};
const server = { host: 'mail.example.cn', port: 587, secure: false, user: 'desk', password: 'geheim', from: 'desk@example.cn' };

it('neither password nor paper crosses a line without TLS, unless it was allowed', async () => {
  const line = await plainServer();
  const send = async (more: object) => {
    const transport = createTransport({ ...serverToTransport({ ...server, ...more }), host: '127.0.0.1', port: line.port });
    try {
      await transport.sendMail({ from: server.from, to: 'someone@example.cn', subject: 's', text: 'CONFIDENTIAL' });
    } finally {
      transport.close();
    }
  };
  await expect(send({})).rejects.toThrow(/STARTTLS|TLS/);
  expect(line.heard()).not.toMatch(/CONFIDENTIAL|AUTH/);
  await send({ plain: true });
  expect(line.heard()).toContain('CONFIDENTIAL');
  line.close();
  expect(['127.0.0.1', 'localhost', '::1', '127.0.0.1.example.cn', '10.0.0.1'].map((host) => serverToTransport({ ...server, host }).requireTLS)).toEqual([false, false, false, true, true]);
  expect(serverToTransport({ ...server, secure: true })).toMatchObject({ secure: true, requireTLS: false });
});

it('that a line in the clear was allowed, and by whom, stands in the log', async () => {
  const bench = await createTestStation();
  try {
    await bench.setUp('projectManager');
    const set = (more: object) => bench.client.documents.setMailServer({ server: { ...server, ...more } });
    await set({});
    expect(bench.station.core.open().store.read.history('mail-server')).toEqual([]);
    await set({ plain: true });
    expect(await bench.client.documents.mailServer()).toMatchObject({ plain: true });
    expect(bench.station.core.open().store.read.history('mail-server')).toMatchObject([{ by: { name: '张晓明' }, event: { kind: 'released', what: 'smtp without TLS allowed', to: 'mail.example.cn:587' } }]);
  } finally {
    await bench.remove();
  }
});
