/** A label in both languages of the product. `zh` is the contract's own term. */
export type Lang = 'zh' | 'en';
export type Text = { readonly zh: string; readonly en: string };

export const text = (zh: string, en: string): Text => ({ zh, en });
