/**
 * The only error class. A `UserError` is something the user can mend: it says what, where and what next in one line.
 * Anything else that is thrown is a bug; a bad row is not an error but a `Problem`.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** 2 unless the table of exit codes says otherwise (3 bad rows, 4 lock, 5 timeout, 74 disk). */
  readonly exitCode: number;

  constructor(message: string, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}
