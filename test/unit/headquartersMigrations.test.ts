import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';

it('no two migrations of headquarters have one number: the second would pass for the first, changed', () => {
  const numbers = readdirSync(new URL('../../hq/migrations', import.meta.url)).filter((name) => name.endsWith('.sql')).map((name) => name.slice(0, 4));
  expect(numbers.filter((each, at) => numbers.indexOf(each) !== at)).toEqual([]);
});
