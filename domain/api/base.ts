import { oc } from '@orpc/contract';
import { z } from 'zod';
import { refusalCodes, type Refusal } from '../result.ts';
import { plainText } from '../text/plainText.ts';

/** What every part of the contract is made of. */
const refusal = z.object({ code: z.enum(refusalCodes), field: z.string().optional(), params: z.record(z.string(), z.union([z.string(), z.number()])).optional() });

/** Every procedure may answer REFUSED with sentences to show, each naming its field. */
export const base = oc.errors({ REFUSED: { status: 422, data: z.object({ refusals: z.array(refusal) }) } });
export type RefusedData = { refusals: Refusal[] };

/** Answers are built by the station from checked data; their shape is a type, not a second parse. */
export const answer = <T>() => z.custom<T>(() => true);

export const id = z.uuid();

/** For whom something leaves, and why to an address that the contact book has not confirmed (R35, R39). */
export const receiver = plainText(200).refine((to) => to.trim() !== '');
export const receiverReason = plainText(200).optional();
