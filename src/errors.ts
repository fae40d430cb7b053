/** Stable error codes: scripts and `-o json` rely on them. Add, never rename. */
export type ErrorCode =
  | 'USAGE' // the command line is wrong
  | 'CONFIG_INVALID' // the cluster configuration cannot be read, decoded or validated
  | 'CLUSTER_EXISTS'
  | 'CLUSTER_NOT_FOUND'
  | 'NODE_NOT_FOUND'
  | 'ENGINE_UNAVAILABLE' // no engine installed, or it does not answer
  | 'ENGINE_FAILED' // the engine answered with an error
  | 'IMAGE_NOT_FOUND'
  | 'IMAGE_INVALID' // an image archive cannot be understood
  | 'IMAGE_IN_USE' // an image in nodes that pods use is to be deleted
  | 'PORT_TAKEN'
  | 'NO_SPACE'
  | 'PREFLIGHT' // the host lacks something a node needs
  | 'COMMAND_FAILED' // a process exited with an error
  | 'TIMEOUT'
  | 'CANCELLED'
  | 'KUBECONFIG' // a kubeconfig file cannot be read, locked, merged or written
  | 'NODE_FAILED' // a node did not boot, or a program in it failed
  | 'BUILD_FAILED'
  | 'PIN_MISMATCH' // a download's checksum differs from the pinned one
  | 'INTERNAL';

export interface KindlingErrorOptions {
  /** What to do about it: one sentence, shown on a line of its own. */
  hint?: string;
  cause?: unknown;
}

/**
 * The base of every error that kindling throws on purpose. `message` says what could not be done and why, and
 * names the value at fault; `hint` says what to do.
 */
export class KindlingError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: KindlingErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint;
  }
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Puts context in front of an error's message, the way kind words its errors: `context: message`. Code and hint
 * of a KindlingError are kept.
 */
export function wrapError(error: unknown, context: string): KindlingError {
  const code = error instanceof KindlingError ? error.code : 'INTERNAL';
  const hint = error instanceof KindlingError ? error.hint : undefined;
  return new KindlingError(code, `${context}: ${messageOf(error)}`, { cause: error, ...(hint ? { hint } : {}) });
}
