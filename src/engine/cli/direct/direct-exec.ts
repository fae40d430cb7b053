import { KindlingError } from '../../../errors.js';
import { CommandError, type RunResult } from '../../../exec/run.js';
import { exists } from '../../../exists.js';
import type { ExecOptions } from '../../engine.js';
import type { EngineClient } from '../client.js';
import { environmentArguments, execArguments } from '../exec.js';
import type { InspectDocument } from '../inspect.js';
import { type Ended, runLocally } from './local-process.js';

/** How an engine's containers are known to runc. */
export interface RuncContainers {
  /** The directory in which runc keeps what it knows of them: its option `--root`. */
  root: string;
  /** Whether it is runc, called by that name, that this container was given to. */
  hasRuntime(document: InspectDocument): boolean;
  /** The engine's inspect document of a container. */
  inspect(name: string): Promise<InspectDocument>;
}

/** What runc itself says when it has not started the program, by the exit code that podman would give. */
const notStarted = [
  [127, /level=error msg="exec failed: .*(executable file not found|no such file or directory)/],
  [126, /level=error msg="exec failed: .*permission denied/],
  [255, /level=error msg="exec failed: /],
] as const;

/**
 * Runs programs in containers by calling runc itself, which takes a quarter of the time: `podman exec` starts a monitor
 * and writes down a session that nobody asks for, docker goes through three programs. Only for privileged containers
 * that runc runs as this machine's root, when we are root and the engine is here; whatever is not so goes through the
 * engine.
 */
export class DirectExec {
  /** IDs of containers that were reached so, by name. */
  private readonly ids = new Map<string, string>();

  constructor(
    private readonly client: EngineClient,
    private readonly containers: RuncContainers,
  ) {}

  /**
   * @returns undefined when the engine has to do it
   * @throws {CommandError} as Engine.exec
   */
  async run(name: string, command: readonly string[], options: ExecOptions): Promise<RunResult | undefined> {
    if (options.signal?.aborted) return undefined;
    const id = await this.find(name);
    if (id === undefined) return undefined;
    const args = ['runc', '--root', this.containers.root, 'exec', ...environmentArguments(options.env), id, ...command];
    const ended = await runLocally(args, options, this.client.env);
    const failure = ended.exitCode === 255 ? notStarted.find(([, text]) => text.test(ended.stderr)) : undefined;
    if (failure?.[0] === 255) {
      this.ids.delete(name);
      // The input of a stream may be lost already.
      if (isRepeatable(options)) return undefined;
      throw new KindlingError('ENGINE_FAILED', `cannot run a program in ${name}: ${ended.stderr.trim()}`);
    }
    const exitCode = failure?.[0] ?? ended.exitCode;
    return resultOf({ ...ended, exitCode }, this.client.command(execArguments(name, command, options)), options);
  }

  private async find(name: string): Promise<string | undefined> {
    const known = this.ids.get(name);
    const id = known ?? (await this.look(name));
    if (id === undefined) return undefined;
    if (await exists(`${this.containers.root}/${id}/state.json`)) {
      this.ids.set(name, id);
      return id;
    }
    // Not running, or removed and perhaps made anew since it was looked up.
    this.ids.delete(name);
    return known === undefined ? undefined : await this.find(name);
  }

  private async look(name: string): Promise<string | undefined> {
    if (process.geteuid?.() !== 0 || !(await exists(this.containers.root))) return undefined;
    try {
      if ((await this.client.host()).place !== 'here') return undefined;
      const document = await this.containers.inspect(name);
      const { Id, HostConfig, State } = document;
      const isPlain = HostConfig?.Privileged && State?.Status === 'running' && this.containers.hasRuntime(document);
      return isPlain ? Id : undefined;
    } catch {
      return undefined; // the engine will say what is wrong
    }
  }
}

function isRepeatable({ stdin }: ExecOptions): boolean {
  return stdin === undefined || typeof stdin === 'string' || stdin instanceof Uint8Array;
}

function resultOf(ended: Ended, command: readonly string[], options: ExecOptions): RunResult {
  const { stdout, stderr, exitCode, stopped } = ended;
  if (stopped === undefined && exitCode !== undefined && (options.okCodes ?? [0]).includes(exitCode))
    return { stdout, stderr, exitCode };
  const details = { exitCode, output: ended.output, stdout, stderr, ...(stopped ? { code: stopped } : {}) };
  if (stopped === 'TIMEOUT') throw new CommandError(command, `no result within ${options.timeout} ms`, details);
  if (stopped === 'CANCELLED') throw new CommandError(command, 'cancelled', details);
  throw new CommandError(
    command,
    exitCode === undefined ? `signal: ${ended.signal}` : `exit status ${exitCode}`,
    details,
  );
}
