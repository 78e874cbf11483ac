import { expect, it } from 'vitest';
import type { Event } from '../../domain/record/op.ts';
import { sessionOf } from '../../domain/record/session.ts';
import type { Signature } from '../../domain/record/record.ts';

const engineer = { id: 'a', name: '张晓明' };
const signed = (signature: Partial<Signature>): Event => ({ kind: 'signed', signature: { name: '李建国', ...signature } as Signature });

it('keeps apart who signed or refused and under whose account it was written down', () => {
  expect(sessionOf(signed({}), engineer)).toBe('handedOver');
  expect(sessionOf(signed({ paper: { day: '2026-10-12', scan: 'x', witness: engineer } }), engineer)).toBe('entered');
  expect(sessionOf(signed({ elsewhere: { station: 'BJ02', by: { id: 'b', name: '李建国' }, as: 'projectManager' } }), engineer)).toBe('broughtBack');
  expect(sessionOf(signed({ name: '张 晓明' }), engineer)).toBeNull();
  expect(sessionOf({ kind: 'refused', refused: { role: 'supervisor', name: '李建国', reason: '时间不对', at: '2026-10-12T11:00:00+08:00' } }, engineer)).toBe('handedOver');
  expect(sessionOf({ kind: 'detached', id: 'x' } as Event, engineer)).toBeNull();
});
