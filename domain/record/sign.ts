import { dayOf, endOfDay, isDay, isoToMs } from '../clocks/shanghai.ts';
import type { FormDef, Role, Signer, Transition } from '../forms/form.ts';
import { ok, refuse, refuseAll, type Refusal, type Result } from '../result.ts';
import { contentHash, inkLength, isCheckCodeOf, noInk, shortestInk, signatureHash, strokesHash } from '../seal/content.ts';
import { nameToKey, textFault } from '../text/plainText.ts';
import type { PaperReturnCommand, PaperSignCommand, SignCommand } from './command.ts';
import { contentToSeal, decide, nextSigner, signersOf, type Setting } from './decide.ts';
import type { DecidedEvent } from './op.ts';
import type { Attachment, Rec, Refused, Signature } from './record.ts';

/** The parts of a signature a decision cannot make: the id, the device key's proof, and the names of the station's accounts. */
export type Signing = {
  readonly signatureId: string;
  readonly shownHash: string;
  readonly key: string;
  readonly staff: readonly { readonly name: string; readonly role: Role }[];
  readonly prove: (unsigned: Omit<Signature, 'proof'>) => string;
};
type Who = Pick<SignCommand, 'name' | 'post' | 'place'>;

/** The accounts that are the contractor's: who only looks in is the client. */
export const contractorNames = (staff: Signing['staff']): readonly string[] => staff.flatMap(({ name, role }) => (role === 'inspector' ? [] : [name]));

/** Whose turn it is; refused when it is another's, or nobody's. */
export const turnOf = (rec: Rec, def: FormDef, role: string): Result<Signer> => {
  const signer = nextSigner(def, rec);
  if (!signer) return refuse(rec.seal ? 'sealed' : 'nothing-to-sign');
  return signer.role === role ? ok(signer) : refuse('not-your-turn', { params: { role: signer.role } });
};

/** Whether the name stands under the part that this one reviews: nobody reviews his own work. */
const reviewsHimself = (rec: Pick<Rec, 'signatures'>, { notAs }: Signer, name: string): boolean =>
  notAs !== undefined && rec.signatures.some((given) => given.role === notAs && nameToKey(given.name) === nameToKey(name));

/** The roles whose accounts sign for this part at the desk. */
export const signingRoles = (def: FormDef, signer: Signer): readonly Role[] => signer.by ?? def.lifecycle.create.flatMap((each) => (each === 'customer' ? [] : [each]));

/**
 * Why whoever is at the desk cannot give this signature, before he takes the pen: his role does not (`not-allowed`), or he would review his own
 * work (`signer-twice`). Null when he can, and where the pen goes to whoever comes.
 */
export const signingHindrance = (rec: Pick<Rec, 'signatures'>, def: FormDef, signer: Signer, account: { readonly name: string; readonly role: Role }): 'not-allowed' | 'signer-twice' | null => {
  if (signer.handover || signer.many) return null;
  if (!signingRoles(def, signer).includes(account.role)) return 'not-allowed';
  return reviewsHimself(rec, signer, account.name) ? 'signer-twice' : null;
};

/** What is asked of a name whichever way it is signed: written out, nobody's second signature, and nobody of the contractor (`own`) for the client. */
export const checkWho = (rec: Rec, signer: Signer, { name: written, post, place }: Who, own: readonly string[]): Refusal | null => {
  const name = written.trim();
  if (!name) return { code: 'name-required', field: 'name' };
  for (const [field, words] of [['name', name], ['post', post], ['place', place]] as const) {
    const fault = textFault(words);
    if (fault) return { code: fault, field };
  }
  const isHe = (given: string): boolean => nameToKey(given) === nameToKey(name);
  if (signer.many && rec.signatures.some((given) => given.role === signer.role && isHe(given.name))) return { code: 'already-signed', field: 'name' };
  if (signer.party !== 'contractor') {
    if (!post.trim()) return { code: 'post-required', field: 'post' };
    if ([rec.owner.name, ...own].some(isHe)) return { code: 'signer-is-engineer', field: 'name' };
  }
  if (reviewsHimself(rec, signer, name)) return { code: 'signer-twice', field: 'name' };
  return null;
};

/** The place of the next signature on the record: over its content, after the last one. */
export const signaturePlace = (rec: Rec): Pick<Signature, 'contentHash' | 'prev'> => {
  const content = contentHash(rec);
  const last = rec.signatures.at(-1);
  return { contentHash: content, prev: last ? signatureHash(last) : content };
};

/** What follows from a signature: the step it moves (`since`, where a paper says when), and with the last required one the seal. */
export const signedEvents = (rec: Rec, def: FormDef, signer: Signer, signature: Signature, now: string, since?: string): DecidedEvent[] => {
  const events: DecidedEvent[] = [{ kind: 'signed', signature }];
  const follows = def.lifecycle.transitions.find((t) => t.by === 'signature' && t.id === signer.moves && t.from.includes(rec.state));
  if (follows) events.push({ kind: 'moved', transition: follows.id, from: rec.state, to: follows.to, ...(since === undefined ? {} : { since }) });
  const standing = follows?.to ?? rec.state;
  const given = [...rec.signatures, signature];
  const asked = signersOf(def, rec);
  if (!asked.some((s) => s.many) && asked.every((s) => !s.required || given.some((g) => g.role === s.role))) {
    const step = def.lifecycle.transitions.find((t) => t.by === 'seal' && t.from.includes(standing));
    if (step) events.push({ kind: 'sealed', to: step.to, seal: contentToSeal(signature.contentHash, given, now) });
  }
  return events;
};

/**
 * A signature, and with the last required one the seal. `shownHash` in `signing` is the hash of the bytes the station itself renders for
 * this record now: ink given to any other document is refused.
 */
export const decideSign = (rec: Rec, command: SignCommand, setting: Setting, signing: Signing): Result<DecidedEvent[]> => {
  const { def, actor, person } = setting;
  const turn = turnOf(rec, def, command.role);
  if (!turn.ok) return turn;
  const signer = turn.value;
  if (signer.handover !== (actor === 'customer')) return refuse(signer.handover ? 'only-in-handover' : 'not-allowed');
  if (!signer.handover && !signingRoles(def, signer).includes(actor as Role)) return refuse('not-allowed');
  const wrong = checkWho(rec, signer, command, [person.name, ...contractorNames(signing.staff)]);
  if (wrong) return refuseAll([wrong]);
  // on a sign-in sheet whoever came writes his own name; elsewhere it is the account that sits at the desk
  if (signer.party === 'contractor' && !signer.many && nameToKey(command.name.trim()) !== nameToKey(person.name)) return refuse('signer-not-account', { field: 'name' });
  if (inkLength(command.ink) < shortestInk) return refuse('ink-too-short', { field: 'ink' });
  if (command.shownHash !== signing.shownHash) return refuse('document-changed');
  const { contentHash: content, prev } = signaturePlace(rec);
  const unsigned: Omit<Signature, 'proof'> = {
    id: signing.signatureId, role: signer.role, name: command.name.trim(), post: command.post.trim(), place: command.place.trim(), at: setting.now, mono: setting.mono,
    contentHash: content, shownHash: command.shownHash, consent: signer.consent.zh, strokesHash: strokesHash(command.ink), ink: command.ink, prev, key: signing.key,
  };
  return ok(signedEvents(rec, def, signer, { ...unsigned, proof: signing.prove(unsigned) }, setting.now));
};

/** Media types a scan may have. */
export const scanTypes: readonly string[] = ['application/pdf', 'image/jpeg', 'image/png'];

/** Why a signature on paper cannot be taken in, before its scan is: whose turn it is, who enters it, what the paper says. */
export const checkPaper = (rec: Rec, command: PaperSignCommand, { def, actor, person, now }: Setting, staff: Signing['staff']): Result<Signer> => {
  const turn = turnOf(rec, def, command.role);
  if (!turn.ok) return turn;
  const signer = turn.value;
  if (!signer.onPaper || signer.many) return refuse('not-on-paper', { params: { role: signer.role } });
  if (actor === 'customer' || !def.lifecycle.create.includes(actor)) return refuse('not-allowed');
  const wrong = checkWho(rec, signer, command, [person.name, ...contractorNames(staff)]);
  if (wrong) return refuseAll([wrong]);
  const key = nameToKey(command.name.trim());
  // what somebody has signed himself, another one enters
  if (key === nameToKey(person.name)) return refuse('witness-is-signer', { field: 'name' });
  // paper gives nobody a right he has not at the desk
  const account = staff.find(({ name }) => nameToKey(name) === key);
  if (signer.party === 'contractor' && account && !signingRoles(def, signer).includes(account.role)) return refuse('not-allowed');
  if (!isDay(command.day)) return refuse('not-a-time', { field: 'day' });
  if (command.day > dayOf(now)) return refuse('in-future', { field: 'day' });
  const sent = Object.entries(rec.reached).flatMap(([state, at]) => (def.lifecycle.states[state]?.signing ? [at] : [])).sort()[0] ?? rec.createdAt;
  if (command.day < dayOf(sent)) return refuse('signed-before-sent', { field: 'day', params: { day: dayOf(sent) } });
  if (!isCheckCodeOf(command.checkCode, contentHash(rec))) return refuse('check-code-differs', { field: 'checkCode' });
  return ok(signer);
};

/** When that happened of which a paper gives the day alone: its last second, today now. */
const sinceDay = (day: string, now: string): string => (day < dayOf(now) ? endOfDay(day) : now);

/**
 * A signature given with a pen on the printed sheet (R9, R25), entered by a witness with its scan. The check code read from the paper must be
 * that of the content as it stands. A step that follows from it happened on the day of the paper, so that a review runs from there.
 */
export const decideSignOnPaper = (rec: Rec, command: PaperSignCommand, scan: Attachment, setting: Setting, signing: Signing): Result<DecidedEvent[]> => {
  const allowed = checkPaper(rec, command, setting, signing.staff);
  if (!allowed.ok) return allowed;
  const signer = allowed.value;
  const { contentHash: content, prev } = signaturePlace(rec);
  const unsigned: Omit<Signature, 'proof'> = {
    id: signing.signatureId, role: signer.role, name: command.name.trim(), post: command.post.trim(), place: command.place.trim(), at: setting.now, mono: setting.mono,
    contentHash: content, shownHash: signing.shownHash, consent: signer.consent.zh, strokesHash: strokesHash(noInk), ink: noInk, prev,
    paper: { day: command.day, scan: scan.sha256, witness: setting.person }, key: signing.key,
  };
  return ok([{ kind: 'attached', attachment: { ...scan, scanOf: signer.role } }, ...signedEvents(rec, setting.def, signer, { ...unsigned, proof: signing.prove(unsigned) }, setting.now, sinceDay(command.day, setting.now))]);
};

/** The steps by which a paper is returned from where it stands: with a reason, not thrown away, and never to be sealed over the signatures it had. */
export const returningSteps = ({ lifecycle: { transitions, states } }: FormDef, state: string): readonly Transition[] =>
  transitions.filter((step) => step.reason && typeof step.by !== 'string' && step.from.includes(state) && states[step.to]?.tone !== 'void' && (step.withdrawsSignatures || states[step.to]?.closed));

type Refusable = Pick<Rec, 'state' | 'createdAt' | 'reached' | 'movedAt' | 'refusals' | 'signatures' | 'seal'>;

/** The refusal that nobody has answered: the last one since a step was taken, by somebody who has not signed since. */
export const standingRefusal = (rec: Refusable): Refused | undefined => {
  if (rec.seal) return undefined;
  const since = Math.max(...[rec.createdAt, rec.reached[rec.state], rec.movedAt].flatMap((at) => (at === undefined ? [] : [isoToMs(at)])));
  return rec.refusals.findLast(({ role, at }) => isoToMs(at) >= since && !rec.signatures.some((each) => each.role === role && isoToMs(each.at) >= isoToMs(at)));
};

/** What a refusal on the screen waits for: the refusal, and the step that returns the paper from where it stands, for good where there is such a step. Undefined while there is neither. */
export const answeringStep = (def: FormDef, rec: Refusable): { readonly step: Transition; readonly refused: Refused } | undefined => {
  const steps = returningSteps(def, rec.state);
  const step = steps.find(({ to }) => def.lifecycle.states[to]?.closed) ?? steps[0];
  const refused = standingRefusal(rec);
  return step && refused ? { step, refused } : undefined;
};

/**
 * A printed sheet that came back with a reason in place of a signature (R25), entered by a witness with its scan: the step is the one the screen
 * takes, on the day of the paper. Refuses as `checkPaper` does, `transition-unknown` for a step that returns nothing, and as the step itself is refused.
 */
export const decideReturnOnPaper = (rec: Rec, command: PaperReturnCommand, scan: Attachment, setting: Setting, staff: Signing['staff']): Result<DecidedEvent[]> => {
  const allowed = checkPaper(rec, command, setting, staff);
  if (!allowed.ok) return allowed;
  if (!returningSteps(setting.def, rec.state).some(({ id }) => id === command.transition)) return refuse('transition-unknown', { params: { transition: command.transition } });
  const moved = decide(rec, { kind: 'move', id: rec.id, base: rec.rev, transition: command.transition, reason: command.reason }, setting);
  if (!moved.ok) return moved;
  const returned = { name: command.name.trim(), post: command.post.trim(), day: command.day };
  const since = sinceDay(command.day, setting.now);
  const stay = rec.signatures.length > 0 && !moved.value.some((event) => event.kind === 'moved' && event.withdrawn);
  // after the step, which takes with it the scans of the signatures it withdraws; with them gone this file is content again, and is signed over
  return ok([...moved.value.map((event) => (event.kind === 'moved' ? { ...event, since } : event)), { kind: 'attached', attachment: { ...scan, ...(stay ? { scanOf: allowed.value.role } : {}), returned } }]);
};
