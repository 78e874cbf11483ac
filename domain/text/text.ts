/** A label in both languages of the product. `zh` is the contract's own term. */
export type Lang = 'zh' | 'en';
export type Text = { readonly zh: string; readonly en: string };

export const text = (zh: string, en: string): Text => ({ zh, en });

/** A remark behind what it belongs to, in the language's own brackets; nothing for no words. */
export const aside = (words: string, lang: Lang): string => (words === '' ? '' : lang === 'zh' ? `（${words}）` : ` (${words})`);
