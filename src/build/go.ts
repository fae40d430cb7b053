import { KindlingError } from '../errors.js';
import { CommandError, type RunOptions, type RunResult, run } from '../exec/run.js';
import type { Arch, Json } from './part.js';

/** One `go build`: programs of one module that are built in the same way. */
export interface GoBuild {
  /** Import paths, relative to the module's root: `./cmd/containerd`. Programs are named by their last element. */
  packages: string[];
  tags?: string[];
  /** Values to put into string variables: `{ 'main.version': 'v1.2.3' }`. */
  variables?: Record<string, string>;
  /** Link C code, statically. Default: no C at all. */
  cgo?: boolean;
  /** Make the program that runs the tests of the one package, instead of the package's own. */
  tests?: boolean;
}

export interface GoCommandOptions {
  /** Absolute path of the module's root. Default: none, outside of any module. */
  dir?: string;
  arch?: Arch;
  cgo?: boolean;
  env?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/**
 * Runs the go command for Linux, with the user's caches and proxy but none of their build flags.
 *
 * @throws {KindlingError} PREFLIGHT when there is no go command; BUILD_FAILED with the end of its output when it fails
 */
export async function go(args: readonly string[], options: GoCommandOptions = {}): Promise<RunResult> {
  const runOptions: RunOptions = {
    cwd: options.dir ?? '/',
    env: {
      ...process.env,
      GOFLAGS: '',
      GOWORK: 'off',
      GO111MODULE: 'on',
      GOOS: 'linux',
      ...(options.arch ? { GOARCH: options.arch } : {}),
      CGO_ENABLED: options.cgo ? '1' : '0',
      ...options.env,
    },
    ...(options.signal ? { signal: options.signal } : {}),
  };
  try {
    return await run(['go', ...args], runOptions);
  } catch (error) {
    throw explained(error, args);
  }
}

function explained(error: unknown, args: readonly string[]): unknown {
  if (!(error instanceof CommandError) || error.code !== 'COMMAND_FAILED') return error;
  if (error.exitCode === undefined) {
    const hint = 'Install Go 1.26 or newer and see that its go command is in PATH.';
    return new KindlingError('PREFLIGHT', `Go is needed to build node images: ${error.message}`, {
      cause: error,
      hint,
    });
  }
  const output = error.output.trimEnd().split('\n').slice(-20).join('\n');
  return new KindlingError('BUILD_FAILED', `go ${args[0]} failed:\n${output}`, { cause: error });
}

let toolchain: Promise<string> | undefined;

/** The go command's version: `go1.26.8`. */
export function goVersion(): Promise<string> {
  toolchain ??= go(['env', 'GOVERSION']).then((result) => result.stdout.trim());
  return toolchain;
}

/** What `goBuild` does to a build, for a part's inputs. */
export function goBuildInputs(build: GoBuild): Json {
  return { command: buildCommand(build, ''), cgo: build.cgo ?? false };
}

/**
 * Builds programs of the module in `dir`: static, stripped, without paths of this machine in them.
 *
 * @param output absolute path of the directory that gets the programs, with a slash at its end, or of the program
 * @throws {KindlingError} BUILD_FAILED
 */
export async function goBuild(build: GoBuild, output: string, options: GoCommandOptions): Promise<void> {
  await go(buildCommand(build, output), { ...options, cgo: build.cgo ?? false });
}

function buildCommand(build: GoBuild, output: string): string[] {
  const ldflags = ['-s', '-w', '-buildid='];
  if (build.cgo) ldflags.push('-linkmode', 'external', '-extldflags', '-static');
  for (const [name, value] of Object.entries(build.variables ?? {})) ldflags.push('-X', `${name}=${value}`);
  const flags = ['-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags', ldflags.join(' ')];
  if (build.tags?.length) flags.push('-tags', build.tags.join(','));
  // Whose tests they are has vetted them.
  const command = build.tests ? ['test', '-c', '-vet=off'] : ['build'];
  return [...command, ...flags, '-o', output, ...build.packages];
}
