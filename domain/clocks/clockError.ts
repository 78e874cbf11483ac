/** What was wrong with a question to a clock; the words stand with whoever asked. */
export type ClockFault = 'not-a-figure' | 'not-an-instant' | 'pause-order' | 'pause-reason' | 'pause-direction' | 'calendar-unknown' | 'rule-unknown' | 'office-hours-unknown';

/** A clock that cannot be reckoned. `field` names the argument: `figure`, `from`, `pauses.0.to`, `calendar`, `rule`. */
export class ClockError extends RangeError {
  readonly code: ClockFault;
  readonly field: string;
  constructor(code: ClockFault, field: string, message: string) {
    super(`${field}: ${message}`);
    this.name = 'ClockError';
    this.code = code;
    this.field = field;
  }
}
