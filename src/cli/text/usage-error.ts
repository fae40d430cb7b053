import { KindlingError } from '../../errors.js';

/** The command line is wrong. */
export class UsageError extends KindlingError {
  constructor(message: string, hint?: string) {
    super('USAGE', message, hint === undefined ? {} : { hint });
  }
}
