import { z } from 'zod';
import {
  blobChunk, blobLengthHeader, blobOffsetHeader, blobQuery, digestAnswer, enrolAnswer, enrolRequest, epochHeader, headquartersHeader, newsAnswer, newsQuery, nonceHeader, positionAnswer, positionQuery, protocolVersion, pullAnswer, pullQuery,
  pushAnswer, pushRefusal, pushRequest, refusalAnswer, signatureHeader, stationHeader,
} from '../domain/api/protocol.ts';

type Schema = z.ZodType;
const json = (schema: Schema, io: 'input' | 'output' = 'output') => ({ 'application/json': { schema: z.toJSONSchema(schema, { io, unrepresentable: 'any' }) } });
const answer = (description: string, schema?: Schema) => ({ description, ...(schema ? { content: json(schema) } : {}) });
const refused = { '4XX': answer('Refused', refusalAnswer) };
const header = (name: string, description: string, required = true) => ({ name, in: 'header', required, description, schema: { type: 'string' } });
const signed = [
  header(stationHeader, 'id of the station'), header(epochHeader, 'epoch of the log, from enrolment'), header(nonceHeader, '32 hex digits, new for each request'),
  header(signatureHeader, "Ed25519 by the station's key over method, path, epoch, nonce and SHA-256 of the body as sent"),
];
/** The members of a query as parameters. */
const query = (schema: z.ZodObject) => Object.entries(schema.shape).map(([name, member]) => ({ name, in: 'query', required: !(member as Schema).safeParse(undefined).success, schema: z.toJSONSchema(member as Schema, { io: 'output', unrepresentable: 'any' }) }));
const sha256 = { name: 'sha256', in: 'path', required: true, schema: { type: 'string', pattern: '^[0-9a-f]{64}$' } };

/** The station protocol as an OpenAPI 3.1 document, made from the schemas that check it (`domain/api/protocol.ts`): GET /openapi.json. */
export const openApi = (version: string) => ({
  openapi: '3.1.0',
  info: { title: 'Sanlian headquarters', version, description: `Station protocol ${protocolVersion}. Every answer carries ${headquartersHeader}; an answer to a request with a nonce is signed by headquarters.` },
  paths: {
    '/v1/enrol': { post: { summary: 'A one-time code for a station key', parameters: signed.slice(2), requestBody: { required: true, content: json(enrolRequest, 'input') }, responses: { 200: answer('Enrolled', enrolAnswer), ...refused } } },
    '/v1/position': { get: { summary: 'Where headquarters stands with this station', parameters: [...signed, ...query(positionQuery)], responses: { 200: answer('Position', positionAnswer), ...refused } } },
    '/v1/push': { post: { summary: 'Operations in order', parameters: [...signed, header('content-encoding', 'gzip', false)], requestBody: { required: true, content: json(pushRequest, 'input') }, responses: { 200: answer('Stored', pushAnswer), 409: answer('Gap or fork', pushRefusal), ...refused } } },
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
    '/healthz': { get: { summary: 'The database answers', responses: { 200: answer('Healthy', z.object({ ok: z.literal(true) })) } } },
    '/metrics': { get: { summary: 'Prometheus figures', responses: { 200: { description: 'text', content: { 'text/plain': {} } } } } },
  },
});
