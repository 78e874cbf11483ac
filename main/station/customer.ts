import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { decide, decideCreate, nextSigner } from '../../domain/record/decide.ts';
import { decideSign, type Signing } from '../../domain/record/sign.ts';
import { askedData, askedWords } from '../../domain/record/asked.ts';
import type { SignCommand } from '../../domain/record/command.ts';
import { createNumber } from '../../domain/record/number.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import type { Rec, Signature } from '../../domain/record/record.ts';
import { formsById } from '../../domain/forms/index.ts';
import { ok, refuse } from '../../domain/result.ts';
import { signatureText } from '../../domain/seal/content.ts';
import { isPin } from './keyring.ts';
import { contextOf, readAccounts, type OpenStation } from './openStation.ts';
import { bytesHash, signingDocument } from './paperwork.ts';
import type { Author, Order } from './recorder.ts';
import { refused, RefusedError } from '../../domain/refused.ts';
import type { StationCore } from './core.ts';

/** The customer acts on the engineer's screen: written down as such, under the engineer who handed it over. */
const customerAuthor = (open: OpenStation): Author => ({ person: open.author.person, actor: 'customer' });

const writerAuthor = (core: StationCore, open: OpenStation): Author => (core.handover ? customerAuthor(open) : open.author);

export const beginHandover = (core: StationCore, open: OpenStation, id: string, command?: string): void => {
  // its answer got lost: the screen is handed over already
  if (core.handover) return;
  const { rec, setting } = open.recorder.standing(open.store.read, id, open.author);
  const signer = nextSigner(setting.def, rec);
  // signed, but the customer was called away before rating: the survey waits for them
  const isForSurvey = !signer && isSurveyOutstanding(open, rec, setting.def);
  if (!signer && !isForSurvey) throw refused(rec.seal ? 'sealed' : 'nothing-to-sign');
  if (signer && !signer.handover) throw refused('not-your-turn', { params: { role: signer.role } });
  core.handoverMark.set();
  core.handover = { record: id, pinFailures: 0, begunBy: command };
  core.pushes.send({ kind: 'status' });
};

const mostPinTries = 5;

/** PIN (five tries) or passphrase of the account that handed the screen over. One try at a time, counted before it is checked. */
export const endHandover = (core: StationCore, open: OpenStation, command: string, secret: string): Promise<void> =>
  core.queue('end of hand-over', async () => {
    if (core.handoverEndedBy === command) return;
    const { handover } = core;
    if (!handover) throw refused('no-handover');
    const pin = open.store.read.meta(`pin:${open.account.id}`);
    if (pin && /^\d{4,8}$/.test(secret) && handover.pinFailures < mostPinTries) {
      handover.pinFailures += 1;
      if (!(await isPin(pin, secret))) {
        throw refused(handover.pinFailures >= mostPinTries ? 'too-many-attempts' : 'wrong-secret', { field: 'secret', params: { seconds: 0 } });
      }
    } else {
      (await core.keyring.unwrap(open.account.id, secret).catch((error: unknown) => {
        // whoever has a PIN may have meant either
        throw pin && error instanceof RefusedError && error.refusals.some(({ code }) => code === 'wrong-passphrase') ? refused('wrong-secret', { field: 'secret' }) : error;
      })).fill(0);
    }
    // a lock in between has ended it another way
    if (core.handover !== handover) throw refused('no-handover');
    core.handover = null;
    core.handoverEndedBy = command;
    core.handoverMark.clear();
    core.pushes.send({ kind: 'status' });
  });

/** What this station adds to a signature. */
export const signingOf = (core: StationCore, open: OpenStation, shownHash: string): Signing => ({
  signatureId: uuidv7({ msecs: core.clock.now() }), shownHash, key: open.identity.key, staff: readAccounts(open.store), prove: (unsigned) => open.identity.sign(signatureText(unsigned)),
});

/** Signs for whoever's turn it is. The station renders the document again: ink given to other bytes than these is refused. */
export const signRecord = async (core: StationCore, open: OpenStation, order: Order, command: SignCommand): Promise<Rec> => {
  const done = open.recorder.carriedOut(order);
  const before = open.store.read.record(command.id);
  if (!before) throw refused('not-found');
  if (done) return before;
  const shownHash = bytesHash(await signingDocument(core, open, before));
  return open.recorder.onceOf(order, () => open.recorder.change(writerAuthor(core, open), command.id, (writer, { rec, setting }) => {
    if (rec.rev !== before.rev) return refuse('document-changed');
    const events = decideSign(rec, command, setting, signingOf(core, open, shownHash));
    if (events.ok) writer.putInk(command.id, command.role, null);
    return events;
  }));
};

/** The client does not sign: who and why is kept on the record, which stays where it is until the engineer acts. */
export const refuseToSign = (core: StationCore, open: OpenStation, order: Order, input: { id: string; role: string; name: string; reason: string }): Rec =>
  open.recorder.onceOf(order, () => open.recorder.change(customerAuthor(open), input.id, (writer, { rec, setting }) => {
    const signer = nextSigner(setting.def, rec);
    if (signer?.role !== input.role) return refuse('not-your-turn', { params: { role: signer?.role ?? '' } });
    if (!input.name.trim()) return refuse('name-required', { field: 'name' });
    if (!input.reason.trim()) return refuse('reason-required', { field: 'reason' });
    writer.putInk(input.id, input.role, null);
    return ok([{ kind: 'refused', refused: { role: input.role, name: input.name.trim(), reason: input.reason.trim(), at: core.now() } }]);
  }));

/** Name space of survey ids: one person's answer about one signature has one id, so it cannot be given twice. */
const surveySpace = '6f1c2b1e-5a0e-4b7a-9a53-0d8c2f4f7a10';

/** What the survey about a sealed record is: its form, whose answer it is, its id; null when the form has none or nobody of the client has signed. */
const surveyOf = (rec: Rec, def: FormDef): { readonly form: FormDef; readonly signature: Signature; readonly id: string } | null => {
  const form = def.survey ? formsById.get(def.survey) : undefined;
  const signature = rec.signatures.findLast((s) => def.signers.some((signer) => signer.role === s.role && signer.party === 'client'));
  return form && signature && rec.seal ? { form, signature, id: uuidv5(signature.id, surveySpace) } : null;
};

/** Whether the client has signed and neither answered nor declined the survey: a lock, a crash or an early give-back must not lose it. */
export const isSurveyOutstanding = (open: OpenStation, rec: Rec, def: FormDef): boolean => {
  const survey = surveyOf(rec, def);
  return survey !== null && !rec.voided && !open.store.read.record(survey.id)?.seal;
};

/** The survey about the record just signed, made when first asked for; null when there is none (see `surveyOf`). */
export const surveyAbout = (open: OpenStation, id: string): Rec | null => {
  const { rec, setting } = open.recorder.standing(open.store.read, id, customerAuthor(open));
  const survey = surveyOf(rec, setting.def);
  if (!survey) return null;
  const { form: surveyForm, signature, id: surveyId } = survey;
  return open.recorder.create(customerAuthor(open), surveyId, surveyForm.id, (writer, createSetting) => {
    const year = createSetting.now.slice(0, 4);
    return decideCreate({ kind: 'create', id: surveyId, form: surveyForm.id, data: askedData(surveyForm, rec, signature) as Record<string, string> }, {
      ...createSetting,
      number: createNumber(surveyForm.number.prefix, open.identity.stationCode, year, writer.nextSerial(surveyForm.number.prefix, year)),
      context: contextOf(open),
      links: [{ rel: 'about', to: rec.id }],
    });
  });
};

type Answer = { readonly transition: 'answer' | 'decline'; readonly marks: Readonly<Record<string, number>>; readonly kind: 'comment' | 'declineReason'; readonly words: string };

const closeSurvey = (open: OpenStation, order: Order, orderId: string, { transition, marks, kind, words }: Answer): Rec => open.recorder.onceOf(order, () => {
  const survey = surveyAbout(open, orderId);
  if (!survey) throw refused('survey-closed');
  return open.recorder.change(customerAuthor(open), survey.id, (_writer, { rec, setting }) => {
    if (rec.seal) return refuse('already-answered');
    const set = { ...marks, ...askedWords(setting.def, kind, words) };
    const edit = decide(rec, { kind: 'edit', id: rec.id, base: rec.rev, set: set as Record<string, string>, unset: [] }, setting);
    if (!edit.ok) return edit;
    const edited: Rec = edit.value.length === 0 ? rec : { ...rec, rev: rec.rev + 1, data: { ...rec.data, ...set } };
    const move = decide(edited, { kind: 'move', id: rec.id, base: edited.rev, transition }, open.recorder.setting(customerAuthor(open), setting.def, setting.defHash));
    return move.ok ? ok([...edit.value, ...move.value]) : move;
  });
});

export const answerSurvey = (open: OpenStation, order: Order, input: { id: string; marks: Record<string, number>; comment: string }): Rec =>
  closeSurvey(open, order, input.id, { transition: 'answer', marks: input.marks, kind: 'comment', words: input.comment });

export const declineSurvey = (open: OpenStation, order: Order, input: { id: string; reason: string }): Rec =>
  closeSurvey(open, order, input.id, { transition: 'decline', marks: {}, kind: 'declineReason', words: input.reason });

/** Only a survey that is answered or declined may be looked at by the engineer: an open one belongs to the customer. One taken in from a file has no seal. */
export const isCustomersOwn = (rec: Rec): boolean => {
  const def = formsById.get(rec.form);
  return def?.about !== undefined && !rec.seal && !def.lifecycle.states[rec.state]?.closed;
};

