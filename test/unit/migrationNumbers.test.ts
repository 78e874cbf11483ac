import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test("every one of headquarters' migrations has a number of its own", () => {
  const numbers = readdirSync(join(import.meta.dirname, '../../hq/migrations')).map((name) => name.slice(0, 4));
  expect(numbers.filter((number, i) => numbers.indexOf(number) !== i)).toEqual([]);
});
