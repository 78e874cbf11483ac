import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Data } from '../domain/record/record.ts';
import type { Result } from '../domain/result.ts';
import type { HeadquartersDesk } from './desk.ts';
import { person } from './eventSchemas.ts';
import { refuseWith } from './wire.ts';

/** bytes: a contract profile is the longest thing said here */
const bodyLimit = 4 * 1024 * 1024;
const data = z.custom<Data>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
const id = z.uuid();
const audience = z.string().regex(/^(all|site:[A-Z0-9]{2,8}|station:[0-9a-f-]{36})$/);
const reason = z.string().max(500);

/** One command: what it takes besides who gives it, and who carries it out. */
const command = <T extends z.ZodType>(input: T, carry: (desk: HeadquartersDesk, by: z.infer<typeof person>, input: z.infer<T>) => Promise<Result<unknown>>) => ({
  run: async (desk: HeadquartersDesk, body: unknown): Promise<Result<unknown> | null> => {
    const envelope = z.strictObject({ by: person, input: z.unknown() }).safeParse(body);
    const asked = input.safeParse(envelope.data?.input);
    return envelope.success && asked.success ? carry(desk, envelope.data.by, asked.data) : null;
  },
});
const commands = {
  dispatch: command(z.strictObject({ form: z.string().max(60), data, to: id, owner: person.optional() }), (desk, by, input) => desk.dispatch(by, input)),
  reassign: command(z.strictObject({ id, from: id.optional(), to: id.nullable(), reason, owner: person.optional() }), (desk, by, input) => desk.reassign(by, input)),
  void: command(z.strictObject({ id, reason }), (desk, by, input) => desk.void(by, input)),
  direct: command(z.strictObject({ id, set: data, unset: z.array(z.string().max(60)).max(200) }), (desk, by, input) => desk.direct(by, input)),
  send: command(z.strictObject({ what: z.enum(['profile', 'calendar', 'people', 'templates']), body: z.unknown(), audience: audience.optional() }), (desk, by, input) => desk.send(by, { what: input.what, body: input.body, ...(input.audience ? { audience: input.audience } : {}) })),
  decide: command(z.strictObject({ doc: z.string().max(200), station: id, took: z.enum(['main', 'branch', 'merged']), set: data, unset: z.array(z.string().max(60)).max(200) }), (desk, by, input) => desk.decide(by, input)),
};
const isCommand = (name: string): name is keyof typeof commands => Object.hasOwn(commands, name);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * POST /internal/v1/<command> `{ by, input }` and GET /internal/v1/conflicts, for the programs of headquarters itself (its pages in a process of
 * their own, a ticket system): `authorization: Bearer <token>`. 401 without it; 422 with `refusals` where the desk refuses.
 */
export const addInternalRoutes = (app: FastifyInstance, desk: HeadquartersDesk, token: string): void => {
  const expected = digest(`Bearer ${token}`);
  app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) =>
      timingSafeEqual(digest(request.headers.authorization ?? ''), expected) ? undefined : refuseWith(reply.code(401), 'signature'));
    scope.get('/internal/v1/conflicts', async () => desk.conflicts());
    scope.post('/internal/v1/:command', { bodyLimit }, async (request, reply) => {
      const { command: name } = request.params as { command: string };
      if (!isCommand(name)) return refuseWith(reply, 'not-found');
      const result = await commands[name].run(desk, request.body);
      if (result === null) return refuseWith(reply, 'malformed');
      return result.ok ? { value: result.value } : reply.code(422).send({ refusals: result.error });
    });
  });
};
