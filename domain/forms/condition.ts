import type { Data } from '../record/record.ts';
import type { Condition } from './form.ts';

/** Whether the condition holds of what stands on the paper; no condition always holds. A choice of many holds with any of its values. */
export const holds = (condition: Condition | undefined, data: Data): boolean => {
  if (!condition) return true;
  const value = data[condition.field];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value ?? ''];
  return values.some((each) => condition.in.includes(String(each)));
};
