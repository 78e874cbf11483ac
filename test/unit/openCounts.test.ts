import { expect, it } from 'vitest';
import { openCounts } from '../../domain/record/openCounts.ts';

it('counts what waits for somebody: no entry of a register in force, nothing closed or thrown away', () => {
  const rows = [['roster', 'inForce', 3], ['roster', 'draft', 1], ['configuration-item', 'inUse', 20], ['drill', 'signed', 2], ['drill', 'archived', 5], ['payment', 'void', 1]] as const;
  expect(openCounts(rows.map(([form, state, n]) => ({ form, state, n })))).toEqual({ roster: 1, drill: 2 });
});
