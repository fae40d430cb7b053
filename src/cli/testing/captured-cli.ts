import { Readable, Writable } from 'node:stream';
import type { Engine } from '../../engine/engine.js';
import type { CliContext, ClusterLibrary, ImageBuilders } from '../context.js';
import { runCli } from '../run.js';

export interface CapturedOptions {
  /** Standard input. Default: empty. */
  input?: string;
  /** Standard input, over `input`. */
  stdin?: Readable;
  env?: Record<string, string>;
  cwd?: string;
  platform?: NodeJS.Platform;
  /** stdin, stdout and stderr are terminals. Default: false. */
  terminal?: boolean;
  /** The engine that detection finds. Default: detection fails the test. */
  engine?: Engine;
  /** Library functions to put in place of the real ones. */
  library?: { [Name in keyof ClusterLibrary]?: unknown };
  /** The functions that build images. */
  builders?: { [Name in keyof ImageBuilders]?: unknown };
  signal?: AbortSignal;
  /** Exit code of programs that are passed through. */
  foregroundCode?: number;
  random?: number;
}

export interface Captured {
  code: number;
  stdout: string;
  stderr: string;
  /** Programs that were passed through. */
  foreground: { command: readonly string[]; input?: string | undefined }[];
}

/** Runs a command line as a process would, and captures what it did. */
export async function kind(argv: readonly string[], options: CapturedOptions = {}): Promise<Captured> {
  const [stdout, stderr] = [new Capture(options.terminal), new Capture(options.terminal)];
  const foreground: Captured['foreground'] = [];
  const context: CliContext = {
    stdin: Object.assign(options.stdin ?? Readable.from(options.input === undefined ? [] : [options.input]), {
      isTTY: options.terminal === true,
    }),
    stdout,
    stderr,
    env: options.env ?? {},
    cwd: options.cwd ?? '/nowhere',
    platform: options.platform ?? 'linux',
    signal: options.signal ?? new AbortController().signal,
    every: () => () => {},
    random: () => options.random ?? 0,
    foreground: async (command, input) => {
      foreground.push({ command, input });
      return options.foregroundCode ?? 0;
    },
    imageBuilders: async () => options.builders as ImageBuilders,
    library: async () => ({ ...(await realLibrary(options)), ...options.library }) as ClusterLibrary,
  };
  const code = await runCli(argv, context);
  return { code, stdout: stdout.text, stderr: stderr.text, foreground };
}

async function realLibrary({ engine }: CapturedOptions): Promise<Partial<ClusterLibrary>> {
  if (!engine) return { detectEngine: () => Promise.reject(new Error('the test gave no engine')) };
  return { ...(await import('../../cluster/index.js')), detectEngine: async () => engine };
}

class Capture extends Writable {
  text = '';

  constructor(readonly isTTY = false) {
    super();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
