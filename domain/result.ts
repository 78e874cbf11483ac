/** Why a command was refused. `code` names a sentence in the locales (`refusal.<code>`); `field` names the cell it is about. */
export type Refusal = {
  readonly code: RefusalCode;
  readonly field?: string;
  readonly params?: Readonly<Record<string, string | number>>;
};

export type Result<T, E = readonly Refusal[]> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const refuse = (code: RefusalCode, more: Omit<Refusal, 'code'> = {}): { ok: false; error: readonly Refusal[] } => ({
  ok: false,
  error: [{ code, ...more }],
});
export const refuseAll = (error: readonly Refusal[]): { ok: false; error: readonly Refusal[] } => ({ ok: false, error });

/** Every code has a sentence in `assets/locales/{zh,en}.json` under `refusal`; a unit test holds the two lists equal. */
export const refusalCodes = [
  // values
  'required', 'wrong-type', 'too-long', 'too-small', 'too-large', 'not-whole', 'not-an-option', 'not-a-time', 'before-other', 'before-reading', 'in-future', 'unknown-field',
  'lone-surrogate', 'na-needs-reason', 'private-use-character', 'control-character', 'picture-character', 'alarm-needs-action', 'items-fixed',
  'not-money', 'too-many-rows', 'link-twice',
  'not-a-phone', 'not-an-email', 'not-an-address',
  // life of a record
  'not-found', 'form-unknown', 'definition-from-future', 'transition-unknown', 'wrong-state', 'not-allowed', 'reason-required', 'sealed', 'stale',
  'not-editable', 'already-corrected', 'nothing-to-sign', 'not-your-turn', 'ink-too-short', 'name-required',
  'post-required', 'signer-is-engineer', 'signer-not-account', 'signer-twice', 'document-changed', 'already-answered', 'survey-closed', 'reprint-reason', 'copy-unknown',
  'not-sealed', 'record-voided', 'voided', 'only-in-handover', 'link-to-void', 'round-exists', 'link-to-self', 'command-reused', 'link-unknown', 'link-wrong-form', 'link-cycle', 'demands-record', 'in-closed-time', 'not-yet', 'cannot-become', 'already-signed', 'nobody-signed',
  'not-on-paper', 'check-code-differs', 'scan-kind', 'witness-is-signer', 'signed-before-sent', 'not-by-file', 'sign-file-unreadable', 'sign-file-altered', 'sign-file-old', 'sign-file-foreign', 'sign-file-post', 'sign-file-taken', 'sign-file-revoked', 'other-headquarters',
  // attachments
  'file-too-large', 'file-empty', 'file-unreadable', 'file-damaged', 'file-kept', 'file-kept-open', 'file-unsent', 'file-not-backed-up', 'file-discarded', 'file-elsewhere', 'file-not-there', 'too-many-files', 'upload-unknown', 'operation-too-large',
  // tables taken in from files
  'file-not-table', 'too-many-lines', 'too-many-filters', 'column-twice', 'line-twice', 'number-unknown', 'import-refused', 'line-not-record', 'column-missing', 'columns-unknown',
  // documents and mail
  'nothing-issued', 'report-elsewhere', 'address-unconfirmed', 'mail-not-set-up', 'mail-too-large', 'bundle-too-large',
  // the station
  'not-set-up', 'already-set-up', 'locked', 'wrong-passphrase', 'wrong-secret', 'too-many-attempts', 'weak-passphrase', 'handover-active', 'no-handover',
  'disk-full', 'read-only-folder', 'database-damaged', 'database-from-future', 'folder-in-use', 'account-exists', 'account-unknown', 'account-disabled', 'last-manager', 'own-account', 'station-code', 'station-code-taken',
  'profile-unknown', 'profile-faults', 'templates-faults', 'calendar-faults', 'file-no-json', 'file-value', 'file-values-more', 'pin-format', 'agenda-span', 'recovery-unprepared', 'recovery-none', 'recovery-code', 'recovery-foreign', 'station-wiped', 'version-not-raised', 'site-missing',
  // printing, headquarters
  'printer-unknown', 'printer-failed', 'no-printer', 'headquarters-unreachable', 'headquarters-not-there', 'headquarters-full', 'headquarters-busy', 'headquarters-refused', 'not-headquarters', 'not-enrolled',
  'enrolment-code', 'enrolment-site', 'station-forked', 'station-frozen', 'station-behind', 'headquarters-address', 'canceled',
  // 摆渡, the line
  'ferry-no-key', 'ferry-nothing', 'ferry-folder', 'ferry-receipt-unreadable', 'ferry-receipt-foreign', 'ferry-receipt-epoch', 'ferry-receipt-old', 'wipe-withdrawn', 'proxy-address',
  'ca-unreadable', 'certificate-untrusted', 'certificate-time', 'held-elsewhere', 'decided-at-headquarters',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];
