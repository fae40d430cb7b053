import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineName } from '../../src/engine/engine.js';
import { podmanEnvironment } from '../../src/engine/podman/environment.js';
import { eventually } from './eventually.js';

const KIND = fileURLToPath(new URL('../../../bin/kind', import.meta.url));

export interface Finished {
  stdout: string;
  stderr: string;
  exitCode: number | null;
}

/** A user of `kind`: an engine, a home directory and a kubeconfig of their own. */
export class User {
  private constructor(
    readonly engine: EngineName,
    readonly home: string,
    readonly program: string,
    private readonly variables: Readonly<Record<string, string>>,
  ) {}

  /**
   * @param program the kind to use; ours by default
   * @param variables environment variables beyond the machine's
   */
  static async create(
    engine: EngineName,
    program = KIND,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<User> {
    return new User(engine, await mkdtemp(join(tmpdir(), 'kindling-user-')), program, variables);
  }

  get kubeconfig(): string {
    return join(this.home, '.kube', 'config');
  }

  get env(): Record<string, string | undefined> {
    return {
      ...process.env,
      // What our kind sets up for podman by itself; upstream's leaves it to the user.
      ...(this.engine === 'podman' && this.program !== KIND && podmanEnvironment(process.env)),
      HOME: this.home,
      XDG_STATE_HOME: join(this.home, 'state'),
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
      KUBECONFIG: undefined,
      KIND_EXPERIMENTAL_PROVIDER: this.engine,
      ...this.variables,
    };
  }

  /** Runs `kind` to its end, whatever its exit code. */
  async kind(
    args: readonly string[],
    options: { stdin?: string; signal?: AbortSignal; cwd?: string } = {},
  ): Promise<Finished> {
    return await this.run([this.program, ...args], options);
  }

  /** Runs `kind` and expects success; returns standard output. */
  async mustKind(args: readonly string[], options: { stdin?: string; signal?: AbortSignal } = {}): Promise<string> {
    return expectSuccess([this.program, ...args], await this.kind(args, options));
  }

  /** Runs kubectl in the cluster's node, as `kind kubectl` does for people who have none; returns standard output. */
  async kubectl(cluster: string, args: readonly string[], stdin?: string): Promise<string> {
    const command = [KIND, 'kubectl', '--name', cluster, ...args];
    return expectSuccess(command, await this.run(command, stdin === undefined ? {} : { stdin }));
  }

  /**
   * Waits until all pods are Ready. kubectl gives up when one is replaced meanwhile, as a kubelet that has just started
   * may refuse those of DaemonSets: the pods that are there then are waited for.
   *
   * @param seconds how long
   */
  async podsReady(cluster: string, seconds: number): Promise<void> {
    const wait = ['wait', '--for=condition=Ready', 'pods', '--all', '-A', `--timeout=${seconds}s`];
    await eventually(() => this.kubectl(cluster, wait), { timeout: seconds * 1000 });
  }

  /** Runs any program in this user's environment. SIGINT is sent when the signal aborts, like Ctrl-C. */
  async run(
    command: readonly string[],
    options: { stdin?: string; signal?: AbortSignal; cwd?: string; onOutput?: (text: string) => void } = {},
  ): Promise<Finished> {
    const child = spawn(command[0] ?? '', command.slice(1), {
      env: this.env,
      cwd: options.cwd,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const result = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        result[stream] += text;
        options.onOutput?.(text);
      });
    }
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin ?? '');
    options.signal?.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { ...result, exitCode };
  }

  async dispose(): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
  }
}

function expectSuccess(command: readonly string[], { stdout, stderr, exitCode }: Finished): string {
  if (exitCode !== 0) throw new Error(`${command.join(' ')} exited with ${exitCode}:\n${stdout}\n${stderr}`);
  return stdout;
}
