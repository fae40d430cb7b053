import { type ErrorCode, KindlingError, messageOf } from '../../errors.js';
import { causes, commandErrorIn, stackOf } from '../text/error-chain.js';
import { toYaml } from './document.js';
import type { OutputFormat } from './output-flag.js';

/** An error as programs read it. Fields may be added, but not renamed. */
export interface ErrorObject {
  error: {
    /** From the list in `errors.ts`. */
    code: ErrorCode;
    /** What stands on the ERROR line otherwise. */
    message: string;
    /** What to do about it. */
    hint?: string;
    /** Standard output and error of the program that failed. */
    commandOutput?: string;
    /** With verbosity 1 and up. */
    stackTrace?: string;
  };
}

/**
 * Tells what went wrong as an object: JSON on one line, so that it can be told from warnings before it, or YAML.
 */
export function errorText(error: unknown, format: OutputFormat, verbosity: number): string {
  const object = errorObject(error, verbosity);
  return format === 'json' ? `${JSON.stringify(object)}\n` : toYaml(object);
}

function errorObject(error: unknown, verbosity: number): ErrorObject {
  const ours = causes(error).find((cause) => cause instanceof KindlingError);
  const command = commandErrorIn(error);
  return {
    error: {
      code: ours?.code ?? 'INTERNAL',
      message: messageOf(error),
      ...(ours?.hint && { hint: ours.hint }),
      ...(command && { commandOutput: command.output }),
      ...(verbosity >= 1 && { stackTrace: stackOf(error) }),
    },
  };
}
