import type { FormDef } from '../../domain/forms/form.ts';

/** What people put before the name of what they want. */
const asking = /^(新建|新增|创建|新开|开一张|new|create|add)\s*/iu;
const isHan = /^\p{Script=Han}{2,}$/u;

/** What was typed, without the word for “new”; whether that word was there. */
export const askedFor = (typed: string): { readonly name: string; readonly isAsked: boolean } => {
  const wanted = typed.trim().toLowerCase();
  const name = wanted.replace(asking, '').trim();
  return { name, isAsked: name !== wanted };
};

/** Every name a form goes by, the printed ones first. */
const namesOf = (form: FormDef): readonly string[] => [form.title.zh, form.title.en, form.short.zh, form.short.en, form.number.prefix, ...(form.also ?? [])].map((each) => each.toLowerCase());

/** Forms that are called so: by a part of a name, else by its characters or words in any order (故障事件 for 事件（故障）处理单). All of them for nothing typed. */
export const formsCalled = (forms: readonly FormDef[], name: string): readonly FormDef[] => {
  if (name === '') return forms;
  const exact = forms.filter((form) => namesOf(form).some((each) => each.includes(name)));
  if (exact.length > 0) return exact;
  const parts = isHan.test(name) ? [...name] : name.split(/\s+/u);
  if (parts.length < 2) return [];
  return forms.filter((form) => {
    const names = namesOf(form).join(' ');
    return parts.every((part) => names.includes(part));
  });
};

const key = 'sanlian.made';
const counts = (): Readonly<Record<string, number>> => {
  try {
    return JSON.parse(window.localStorage.getItem(key) ?? '{}') as Record<string, number>;
  } catch {
    return {};
  }
};
/** One more paper of the form was made at this window. */
export const rememberMade = (form: string): void => {
  const made = counts();
  window.localStorage.setItem(key, JSON.stringify({ ...made, [form]: (made[form] ?? 0) + 1 }));
};
/** The forms most often made at this window first, the others in the order of the rail. */
export const oftenMadeFirst = (forms: readonly FormDef[]): readonly FormDef[] => {
  const made = counts();
  return forms.toSorted((a, b) => (made[b.id] ?? 0) - (made[a.id] ?? 0));
};
