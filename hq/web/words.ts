import en from '../../assets/locales/headquartersPages.en.json' with { type: 'json' };
import zh from '../../assets/locales/headquartersPages.zh.json' with { type: 'json' };
import enAll from '../../assets/locales/en.json' with { type: 'json' };
import zhAll from '../../assets/locales/zh.json' with { type: 'json' };
import { formsById } from '../../domain/forms/index.ts';
import { cellLabel } from '../../domain/paper/cells.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import type { Event } from '../../domain/record/op.ts';
import type { Person } from '../../domain/record/record.ts';
import { releaseOf } from '../../domain/record/release.ts';
import { sessionOf } from '../../domain/record/session.ts';
import type { Refusal } from '../../domain/result.ts';
import { aside, type Lang } from '../../domain/text/text.ts';

export type PageWord = keyof typeof zh;
type Holes = Readonly<Record<string, string | number>>;
/** A sentence of the pages with its `{{holes}}` filled in: plain text. */
export type Say = (word: PageWord, holes?: Holes) => string;

const fill = (sentence: string, holes: Holes): string => sentence.replace(/\{\{(\w+)\}\}/g, (_hole, name: string) => String(holes[name] ?? ''));
const pages: Readonly<Record<Lang, Readonly<Record<PageWord, string>>>> = { zh, en };
export const createSay = (lang: Lang): Say => (word, holes = {}) => fill(pages[lang][word], holes);

/** The word of a family (`role.reader`) for a value from outside; the value itself where there is none. */
export const sayOne = (say: Say, family: 'did' | 'reason' | 'role', value: string): string => (Object.hasOwn(zh, `${family}.${value}`) ? say(`${family}.${value}` as PageWord) : value);

type Sentences = Readonly<Record<string, string>>;
const refusals: Readonly<Record<Lang, Sentences>> = { zh: zhAll.refusal, en: enAll.refusal };
const events: Readonly<Record<Lang, Sentences>> = { zh: zhAll.event, en: enAll.event };

/** A cell as its paper names it; `steps.2.who` is one of a table's row, counted from 1. */
const placeLabel = (def: FormDef, place: string, lang: Lang): string => {
  const [head = '', row, column] = place.split('.');
  const field = Object.hasOwn(def.fields, head) ? def.fields[head] : undefined;
  const under = field?.kind === 'table' && column !== undefined ? field.columns[column] : undefined;
  return under === undefined ? cellLabel(def, head, lang) : [cellLabel(def, head, lang), row, under.label[lang]].join(' · ');
};

/** What a refusal speaks of besides its field, in the form's words: another cell (a time of a table is compared with one of its row), a state, a signer, a form. */
const namedHoles = ({ field, params }: Refusal, def: FormDef, lang: Lang): Holes => {
  const of = (name: string): string | undefined => (typeof params?.[name] === 'string' ? params[name] : undefined);
  const [other, state, role, form] = ['other', 'state', 'role', 'form'].map(of);
  const place = field?.split('.') ?? [];
  const words = {
    other: other && placeLabel(def, place.length === 3 ? `${place[0]}.${place[1]}.${other}` : other, lang),
    state: state && def.lifecycle.states[state]?.label[lang],
    role: role && def.signers.find((each) => each.role === role)?.label[lang],
    form: form && formsById.get(form)?.title[lang],
  };
  return Object.fromEntries(Object.entries(words).flatMap(([name, word]) => (word ? [[name, word]] : [])));
};

/** Why a thing was not done, in the station's own sentences, with the cells by their labels. */
export const refusalSentence = (refusal: Refusal, def: FormDef | null, lang: Lang): string => {
  const { code, field, params } = refusal;
  return fill(refusals[lang][code] ?? code, { ...params, field: field === undefined ? '' : def ? placeLabel(def, field, lang) : field, ...(def ? namedHoles(refusal, def, lang) : {}) });
};

/** Under whose account an event was written down; somebody else's signature with how it came there. */
export const authorWords = (event: Event, by: Person | undefined, lang: Lang): string => {
  const session = by && sessionOf(event, by);
  return session ? fill(events[lang][session] ?? session, { name: by.name }) : (by?.name ?? '');
};

/** What an event of a record's history says. */
export const eventSentence = (event: Event, def: FormDef | null, lang: Lang): string => {
  const say = (key: string, holes: Holes = {}): string => fill(events[lang][key] ?? key, holes);
  const fieldsOf = (set: object, unset: readonly string[]): string => [...Object.keys(set), ...unset].map((name) => (def ? cellLabel(def, name, lang) : name)).join(lang === 'zh' ? '、' : ', ');
  switch (event.kind) {
    case 'edited':
    case 'directed':
      return say(event.kind, { fields: fieldsOf(event.set, event.unset) });
    case 'moved': {
      const step = def?.lifecycle.transitions.find((each) => each.id === event.transition);
      const label = step?.label[lang] ?? event.transition;
      const times = (step?.asks ?? []).flatMap((name) => (typeof event.set?.[name] === 'string' ? [`${fieldsOf({ [name]: null }, [])} ${event.set[name].slice(0, 16).replace('T', ' ')}`] : []));
      const said = [...times, ...(event.reason ? [event.reason] : [])].join(lang === 'zh' ? '；' : '; ');
      return said ? (lang === 'zh' ? `${label}：${said}` : `${label}: ${said}`) : label;
    }
    case 'attached': {
      const { name, returned } = event.attachment;
      if (!returned) return say('attached', { name });
      return say('returnedOnPaper', { name: returned.name, post: aside(returned.post, lang), day: returned.day, file: name });
    }
    case 'signed':
      return say('signed', { name: event.signature.name });
    case 'refused':
      return say('refused', { name: event.refused.name, reason: event.refused.reason });
    case 'copied':
      return say(event.copy.medium === 'pdf' ? 'savedPdf' : 'printed', { no: event.copy.no, printer: event.copy.printer ?? '' });
    case 'settled':
      return say(event.outcome === 'printed' ? 'printSettled' : 'printFailed');
    case 'released': {
      const { way, reason } = releaseOf(event.what);
      if (!way) return say('released', { what: event.what, to: event.to });
      return `${say(way, { to: event.to })}${aside(reason ?? '', lang)}`;
    }
    case 'discarded':
      return say('discarded', { rule: event.rule, until: event.until });
    case 'revoked':
    case 'voided':
      return say(event.kind, { reason: event.reason });
    case 'resolved':
      return say(event.took === 'main' ? 'resolvedMain' : event.took === 'branch' ? 'resolvedBranch' : 'resolvedMerged');
    default:
      return say(event.kind);
  }
};
