import type { Readable } from 'node:stream';
import { KindlingError } from '../../errors.js';
import { CommandError, type RunOptions, type RunResult, run } from '../../exec/run.js';
import type { Environment } from '../../state-dir.js';
import type { CancelOptions, EngineHost, EngineName } from '../engine.js';
import { engineError } from './failure.js';
import { addressVariable, engineHost } from './host.js';
import { once } from './once.js';
import { type StreamOptions, streamCommand } from './stream.js';

/** A docker-like command-line program: how it is called, and how its failures become errors of ours. */
export class EngineClient {
  /**
   * @param engine the engine that the program belongs to, for wording
   * @param binary the program's name or path, e.g. `docker` or `finch`
   * @param env the environment it runs in
   */
  constructor(
    readonly engine: EngineName,
    readonly binary: string,
    readonly env: Environment,
  ) {}

  /** Where the engine is. Asked once, then remembered. */
  readonly host: (options?: CancelOptions) => Promise<EngineHost> = once(async () => await engineHost(this));

  /** The whole argument list of a call. */
  command(args: readonly string[]): string[] {
    return [this.binary, ...args];
  }

  /**
   * Runs the program to its end.
   *
   * @throws {KindlingError} see engineError; the command's own error is the cause
   */
  async run(args: readonly string[], options: Omit<RunOptions, 'env'> = {}): Promise<RunResult> {
    return await this.runCommand(this.command(args), options);
  }

  /** Like run, with the output parsed as JSON. An empty output is an empty list. */
  async json(args: readonly string[], options: Omit<RunOptions, 'env'> = {}): Promise<unknown> {
    const { stdout } = await this.run(args, options);
    try {
      return stdout.trim() === '' ? [] : JSON.parse(stdout);
    } catch (cause) {
      const call = this.command(args).join(' ');
      throw new KindlingError('ENGINE_FAILED', `"${call}" did not print JSON: ${stdout.slice(0, 200)}`, { cause });
    }
  }

  /** Runs another program in the engine's environment, with the same errors. */
  async runCommand(command: readonly string[], options: Omit<RunOptions, 'env'> = {}): Promise<RunResult> {
    try {
      return await run(command, { ...options, env: this.env });
    } catch (error) {
      throw this.translate(error);
    }
  }

  /** The output of a call as a stream, which fails when the call does. */
  stream(args: readonly string[], options: Omit<StreamOptions, 'env' | 'translate'> = {}): Readable {
    return streamCommand(this.command(args), {
      ...options,
      env: this.env,
      translate: (error) => this.translate(error),
    });
  }

  private translate(error: unknown): unknown {
    if (error instanceof CommandError) return engineError(this.engine, error, addressVariable(this.engine, this.env));
    if (error instanceof Error && error.name === 'AbortError')
      return new KindlingError('CANCELLED', 'cancelled', { cause: error });
    return error;
  }
}
