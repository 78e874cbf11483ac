import { expect, it } from 'vitest';
import { definitionHash } from '../../domain/forms/define.ts';
import { forms } from '../../domain/forms/index.ts';

/** Each form's version, and the beginning of the hash of its definition under that version. */
const released: Readonly<Record<string, readonly [version: number, hash: string]>> = {
  'acceptance-application': [1, 'febaf255e7f9f1bd'],
  'acceptance-report': [1, 'aa8737d11c0b8503'],
  acknowledgement: [1, '6d5bde2ffc719e65'],
  assessment: [1, 'c94a4d9e57c35eac'],
  backup: [1, 'b67edf79e2323f0d'],
  'backup-medium': [1, 'b4a9570750cccae6'],
  'bank-account-change': [1, 'b2ca81d579a661ba'],
  change: [1, '93f480e83506e777'],
  'change-result': [1, 'a5edd2286e8fa7f5'],
  complaint: [1, 'c85c41c953fca3c3'],
  'configuration-baseline': [1, '47e778606fd4bb52'],
  'configuration-item': [1, '806104cd4ca85b21'],
  contact: [1, '6c325c82a3f75bd5'],
  'contact-book': [1, 'a647551721672a58'],
  'contract-change': [1, 'd875be42ba93545f'],
  'contract-profile': [1, '1953a92a84675e0f'],
  'cure-notice': [1, '1cf126113309c0a4'],
  'data-handover': [1, '9200f5ffa3f21053'],
  'data-request': [1, 'e996d9de3092ff56'],
  destruction: [1, 'b3c2fced938ca5fa'],
  document: [1, '003fc042df220f7d'],
  'document-handover': [1, 'f17ee9fe487d07d5'],
  drill: [1, 'c80db55efd484420'],
  'extra-cost': [1, '5235fc70eaa9ad37'],
  'fault-report': [1, '6aec36951975e9ee'],
  'force-majeure': [1, 'cd08684e2d929cef'],
  incident: [1, '63c00e937d2805fe'],
  inspection: [2, '3eaa959e19a03140'],
  'key-period': [1, 'd5673fc9e3ceb081'],
  payment: [1, 'a701043821a82cd0'],
  'plan-document': [1, '8b4b0bf5ef5b8e37'],
  problem: [1, '94aee05a2770f59f'],
  release: [2, 'ae42dbe52c8fa9c6'],
  'release-approval': [1, '3b3675ad5fe58371'],
  'release-result': [1, '421fbc2d570a1294'],
  'restore-drill': [1, '8199b8efb3fcd813'],
  'risk-assessment': [1, 'a013ad2a8039073d'],
  roster: [1, '76f74169d847f866'],
  'routine-report': [1, 'b02c3039f94369ac'],
  'service-order': [4, 'bf10d1015ae88f57'],
  'service-report': [2, 'd030f102616a8988'],
  'special-report': [3, '4c373306fbc74961'],
  survey: [3, '96571950ba061529'],
  training: [1, '995b0ebacfabb106'],
  'training-plan': [1, '24d14c4b248899f1'],
};

it('is another version when anything of it is another: who changes a form raises its version and writes the new pair here', () => {
  expect(Object.fromEntries(forms.map((form) => [form.id, [form.version, definitionHash(form).slice(0, 16)]]))).toEqual(released);
});
