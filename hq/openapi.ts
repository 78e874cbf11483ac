import { z } from 'zod';
import { rotateAnswer, rotationSchema, wipedRequest } from '../domain/api/keys.ts';
import {
  blobChunk, blobLengthHeader, blobOffsetHeader, blobQuery, digestAnswer, enrolAnswer, enrolRequest, epochHeader, escrowRequest, handbackRequest, headquartersHeader, newsAnswer, newsQuery, nonceHeader, positionAnswer, positionQuery, protocolVersion, pullAnswer, pullQuery,
  pushAnswer, pushRefusal, pushRequest, refusalAnswer, signatureHeader, staleStatus, stationHeader, timeHeader,
} from '../domain/api/protocol.ts';
import { checkpointHeader, consistencyAnswer, consistencyQuery, epochAnswer, horizonAnswer, inclusionAnswer, inclusionQuery, witnessedRequest } from '../domain/api/witness.ts';

type Schema = z.ZodType;
const json = (schema: Schema, io: 'input' | 'output' = 'output') => ({ 'application/json': { schema: z.toJSONSchema(schema, { io, unrepresentable: 'any' }) } });
const answer = (description: string, schema?: Schema) => ({ description, ...(schema ? { content: json(schema) } : {}) });
const refused = { '4XX': answer('Refused', refusalAnswer) };
const header = (name: string, description: string, required = true) => ({ name, in: 'header', required, description, schema: { type: 'string' } });
const signed = [
  header(stationHeader, 'id of the station'), header(epochHeader, 'epoch of the log, from enrolment'), header(nonceHeader, '32 hex digits, new for each request; the first 12 are its time where it says one'),
  header(timeHeader, `when it was sent, ms since 1970 in headquarters' time; 10 minutes from it the request is refused ${staleStatus} stale with the time. Required of a station that ever said it`, false),
  header(signatureHeader, "Ed25519 by the station's key over method, path, epoch, nonce and SHA-256 of the body as sent"),
];
/** The members of a query as parameters. */
const query = (schema: z.ZodObject) => Object.entries(schema.shape).map(([name, member]) => ({ name, in: 'query', required: !(member as Schema).safeParse(undefined).success, schema: z.toJSONSchema(member as Schema, { io: 'output', unrepresentable: 'any' }) }));
const body = (schema: Schema) => ({ required: true, content: json(schema, 'input') });
const stored = z.object({ stored: z.literal(true) });
const sha256 = { name: 'sha256', in: 'path', required: true, schema: { type: 'string', pattern: '^[0-9a-f]{64}$' } };

/** The station protocol as an OpenAPI 3.1 document, made from the schemas that check it (`domain/api`): GET /openapi.json. */
export const openApi = (version: string) => ({
  openapi: '3.1.0',
  info: { title: 'Sanlian headquarters', version, description: `Station protocol ${protocolVersion}. Every answer carries ${headquartersHeader}; an answer to a request with a nonce is signed by headquarters. Answers to position, push and pull carry the log's newest checkpoint in ${checkpointHeader}.` },
  paths: {
    '/v1/enrol': { post: { summary: 'A one-time code for a station key', parameters: signed.slice(2), requestBody: body(enrolRequest), responses: { 200: answer('Enrolled', enrolAnswer), ...refused } } },
    '/v1/position': { get: { summary: 'Where headquarters stands with this station', parameters: [...signed, ...query(positionQuery)], responses: { 200: answer('Position', positionAnswer), ...refused } } },
    '/v1/push': { post: { summary: 'Operations in order', parameters: [...signed, header('content-encoding', 'gzip', false)], requestBody: body(pushRequest), responses: { 200: answer('Stored', pushAnswer), 409: answer('Gap or fork', pushRefusal), ...refused } } },
    '/v1/pull': { get: { summary: "Headquarters' log after a place, as far as this station may read it", parameters: [...signed, ...query(pullQuery)], responses: { 200: answer('A page', pullAnswer), ...refused } } },
    '/v1/news': { get: { summary: 'Waits for something new in the log for this station', parameters: [...signed, ...query(newsQuery)], responses: { 200: answer('Whether there is', newsAnswer), ...refused } } },
    '/v1/digest': { get: { summary: 'Hashes to compare both ends', parameters: signed, responses: { 200: answer('Digest', digestAnswer), ...refused } } },
    '/v1/blobs/{sha256}': {
      head: { summary: 'Whether a file is verified here, else how much of it is', parameters: [...signed, sha256], responses: { 200: answer('Verified'), 404: { ...answer('Not whole'), headers: { [blobOffsetHeader]: { schema: { type: 'integer' } } } } } },
      get: { summary: `Up to ${blobChunk} bytes of a file that a record in this station's scope names`, parameters: [...signed, sha256, ...query(blobQuery)], responses: { 200: answer('Bytes from the offset on'), ...refused } },
      patch: {
        summary: `Up to ${blobChunk} bytes at an offset`, parameters: [...signed, sha256, header(blobOffsetHeader, 'where the bytes begin'), header(blobLengthHeader, 'size of the whole file')],
        requestBody: { required: true, content: { 'application/octet-stream': {} } }, responses: { 200: answer('Whole and verified'), 204: answer('Appended'), 409: answer('Another offset', refusalAnswer), 422: answer('The whole has another hash', refusalAnswer), ...refused },
      },
    },
    '/v1/epoch': { get: { summary: 'The epoch of the log, the restores that led to it, and the keys files and data keys are sealed to', responses: { 200: answer('Epoch', epochAnswer) } } },
    '/v1/proof/consistency': { get: { summary: 'That the log of one size begins with the one of another (RFC 6962)', parameters: [...signed, ...query(consistencyQuery)], responses: { 200: answer('Proof', consistencyAnswer), ...refused } } },
    '/v1/proof/inclusion': { get: { summary: "Where the station's operations stand in the log of a size", parameters: [...signed, ...query(inclusionQuery)], responses: { 200: answer('Proofs', inclusionAnswer), ...refused } } },
    '/v1/horizon': { get: { summary: "Up to which of the station's operations a backup was verified", parameters: signed, responses: { 200: answer('Horizon', horizonAnswer), ...refused } } },
    '/v1/witnessed': { post: { summary: 'The last checkpoint a station has of an epoch that is gone', parameters: signed, requestBody: body(witnessedRequest), responses: { 200: answer('Stored', stored), ...refused } } },
    '/v1/handback': { post: { summary: "Headquarters' own operations, back from a station after a restore", parameters: signed, requestBody: body(handbackRequest), responses: { 200: answer('Kept, and taken in', z.object({ kept: z.int(), taken: z.int() })), ...refused } } },
    '/v1/escrow': { post: { summary: "The station's data key, sealed to the recovery key", parameters: signed, requestBody: body(escrowRequest), responses: { 200: answer('Stored', stored), 409: answer('Sealed to another key', refusalAnswer), ...refused } } },
    '/v1/rotate': { post: { summary: 'A new key of the station, signed by the old one and by itself', requestBody: body(rotationSchema), responses: { 200: answer('Taken', rotateAnswer), ...refused } } },
    '/v1/wiped': { post: { summary: 'What a station says that wiped itself, under the key it leaves behind', requestBody: body(wipedRequest), responses: { 200: answer('Stored', stored), ...refused } } },
    '/healthz': { get: { summary: 'The database answers', responses: { 200: answer('Healthy', z.object({ ok: z.literal(true) })) } } },
    '/metrics': { get: { summary: 'Prometheus figures', responses: { 200: { description: 'text', content: { 'text/plain': {} } } } } },
  },
});
