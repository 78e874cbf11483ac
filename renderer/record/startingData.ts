import type { ProfileSetting } from '../../domain/contract/settings.ts';
import type { Becoming, FormDef } from '../../domain/forms/form.ts';
import type { Data } from '../../domain/record/record.ts';

/** What a new paper of this form knows already: who writes it, the moment, what the contract answers. `now`: seconds ISO in Shanghai. */
export const startingData = (form: FormDef, writer: string, now: string, settings: readonly ProfileSetting[] = []): Data =>
  Object.fromEntries(
    Object.entries(form.starts ?? {}).flatMap(([name, what]) => {
      const field = form.fields[name];
      if (what === 'writer') return [[name, writer]];
      if (typeof what === 'object') {
        const answer = settings.find((setting) => setting.id === what.setting)?.value;
        return answer === undefined ? [] : [[name, answer]];
      }
      return [[name, field?.kind === 'time' && field.precision === 'day' ? now.slice(0, 10) : `${now.slice(0, 16)}+08:00`]];
    }),
  );

/** The same for a paper made from another: what it takes over from there stands. */
export const becomingStart = (becoming: Becoming, form: FormDef, writer: string, now: string): Data => {
  const taken = new Set([becoming.ref, ...Object.keys(becoming.copy), ...Object.keys(becoming.set ?? {})]);
  return Object.fromEntries(Object.entries(startingData(form, writer, now)).filter(([name]) => !taken.has(name)));
};
