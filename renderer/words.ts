import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import en from '../assets/locales/en.json' with { type: 'json' };
import zh from '../assets/locales/zh.json' with { type: 'json' };
import { formsById } from '../domain/forms/index.ts';
import type { FormDef } from '../domain/forms/form.ts';
import type { Refused } from '../domain/record/record.ts';
import type { Refusal } from '../domain/result.ts';
import { acceptLanguageToLang, isLang } from '../domain/text/language.ts';
import { aside as asideIn, type Lang, type Text } from '../domain/text/text.ts';
import { formatTime } from '../domain/text/timeFormat.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof zh };
    returnNull: false;
  }
}

const storageKey = 'sanlian.language';

/**
 * The choice is kept twice: in local storage, which Electron's own origin keeps, and in a cookie, because the loopback shell takes another
 * port, and so another local storage, at every start, while cookies are the host's. Headquarters' pages keep theirs in the same cookie, so that it
 * says what was chosen last.
 */
const keptLanguage = (): string | null => /(?:^|; )sanlian\.language=(zh|en)(?:;|$)/.exec(document.cookie)?.[1] ?? window.localStorage.getItem(storageKey);
/** Headquarters serves the window under this path, stations at the root. */
const isAtHeadquarters = (): boolean => window.location.pathname.startsWith('/desk/');
/** At a station the contract's; at headquarters, where anybody's browser comes, what that one speaks. */
const firstLanguage = (): Lang => (isAtHeadquarters() ? acceptLanguageToLang(window.navigator.languages.join(',')) : null) ?? 'zh';
const keepLanguage = (lang: Lang): void => {
  window.localStorage.setItem(storageKey, lang);
  document.cookie = `${storageKey}=${lang}; max-age=${400 * 86_400}; path=/; samesite=strict`;
};

/** What speaks for the page outside of it: readers of the screen, and the window's title. */
const tellWindow = (lang: Lang): void => {
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
  document.title = i18next.t(isAtHeadquarters() ? 'app.headquarters' : 'app.name');
};

/** Loads both languages; speaks what the address names (`?lang=en`), else what the person chose on this machine, else `firstLanguage`. */
export const startWords = async (): Promise<void> => {
  const named = new URLSearchParams(window.location.search).get('lang');
  if (isLang(named)) {
    keepLanguage(named);
    window.history.replaceState(null, '', `${window.location.pathname}${window.location.hash}`);
  }
  const chosen = keptLanguage();
  const lng: Lang = isLang(chosen) ? chosen : firstLanguage();
  await i18next.use(initReactI18next).init({
    lng, fallbackLng: 'zh', resources: { zh: { translation: zh }, en: { translation: en } },
    // React escapes what it draws
    interpolation: { escapeValue: false },
  });
  tellWindow(lng);
};

/** Speaks this language from now on, until the window is opened anew: for a person who only borrows the screen. */
export const speakLanguage = async (lang: Lang): Promise<void> => {
  await i18next.changeLanguage(lang);
  tellWindow(lang);
};

export const chooseLanguage = async (lang: Lang): Promise<void> => {
  keepLanguage(lang);
  await speakLanguage(lang);
};

/** Fields of orders that stand on no paper. */
type PlainField = keyof typeof zh.plainField;
const isPlainField = (name: string): name is PlainField => Object.hasOwn(zh.plainField, name);

/** The window's words: `t` for its own sentences, `say` for texts that come with data, `refuse` for a refusal's sentence. */
export const useWords = () => {
  const { t, i18n } = useTranslation();
  const lang: Lang = i18n.language === 'en' ? 'en' : 'zh';
  const say = (text: Text): string => text[lang];

  /** Several things in a row, and a remark after a sentence, with the language's own marks. */
  const list = (words: readonly string[]): string => words.join(lang === 'zh' ? '、' : ', ');
  const aside = (words: string): string => asideIn(words, lang);

  /** The name a cell has on paper; `readings.cpu` is named by its row. */
  const fieldName = (name: string, def?: FormDef, rowName?: (key: string) => string | undefined): string => {
    const [head = '', key, column] = name.split('.');
    const table = def?.fields[head];
    // `steps.2.who`: a cell of a table, its row counted from 1
    if (table?.kind === 'table' && key !== undefined && column !== undefined) return t('table.cellOf', { table: say(table.label), row: key, column: table.columns[column] ? say(table.columns[column].label) : column });
    const field = def?.fields[head];
    if (field?.kind === 'table') {
      const column = field.columns[name.split('.')[2] ?? ''];
      return [say(field.label), key && t('paper.rowNo', { row: key }), column && say(column.label)].filter(Boolean).join(' · ');
    }
    const plain = (name: string): string => (isPlainField(name) ? t(`plainField.${name}`) : name);
    // `account.phone`: part of what a command was given, which is no form
    if (key !== undefined) return rowName?.(key) ?? (def ? key : plain(key));
    return field ? say(field.label) : plain(head);
  };

  /** What could have been chosen: a person who reads that a value is none of the options wants to know them. */
  const optionsOf = ({ code, field }: Refusal, def?: FormDef): string => {
    const [head = '', , column] = field?.split('.') ?? [];
    const declared = def?.fields[head];
    const of = declared?.kind === 'table' && column !== undefined ? declared.columns[column] : declared;
    return code === 'not-an-option' && of?.kind === 'choice' ? t('paper.optionsAre', { options: list(of.options.map((option) => say(option.label))) }) : '';
  };

  /** What happened, what it means, what to do: the sentence of a refusal with its field named as on paper. */
  const refuse = (refusal: Refusal, def?: FormDef, rowName?: (key: string) => string | undefined): string => {
    const params = { ...refusal.params };
    if (typeof params['other'] === 'string') {
      const place = refusal.field?.split('.') ?? [];
      // a time of a table is compared with another of its row
      params['other'] = fieldName(place.length === 3 ? `${place[0]}.${place[1]}.${params['other']}` : params['other'], def);
    }
    if (typeof params['state'] === 'string' && def) params['state'] = def.lifecycle.states[params['state']] ? say(def.lifecycle.states[params['state']]!.label) : params['state'];
    // a paper that a step demands goes by the name the step gives it: the record may know a form this window does not
    const demand = refusal.code === 'demands-record' ? def?.lifecycle.transitions.flatMap((step) => step.demands ?? []).find((each) => each.form === params['form']) : undefined;
    const name = demand?.label ?? (typeof params['form'] === 'string' ? formsById.get(params['form'])?.title : undefined);
    if (name) params['form'] = say(name);
    if (typeof params['role'] === 'string' && def) {
      const signer = def.signers.find((each) => each.role === params['role']);
      if (signer) params['role'] = say(signer.label);
    }
    const field = refusal.field ? fieldName(refusal.field, def, rowName) : '';
    return t(`refusal.${refusal.code}`, { field, ...params }) + optionsOf(refusal, def);
  };

  /** Who would not sign, why and when. `now` as the desk's clock says. */
  const refusal = ({ role, reason, name, at }: Refused, def: FormDef, now: string): string =>
    t(`record.refused.${def.signers.find((signer) => signer.role === role)?.party === 'client' ? 'client' : 'other'}`, { reason, name, time: formatTime(at, lang, now) });

  /** A word that goes onto the paper, whose language is the contract's whatever the screen speaks. */
  const inChinese = i18n.getFixedT('zh');

  return { t, lang, say, list, aside, fieldName, refuse, refusal, inChinese };
};
