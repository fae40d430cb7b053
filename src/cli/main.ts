import { setMaxListeners } from 'node:events';
import { heedClosedPipes } from './closed-pipes.js';
import type { CliContext } from './context.js';
import { Interrupted, type InterruptionName, interruptions } from './exit-codes.js';
import { runCli } from './run.js';

/** Runs this process as `kind`, and ends it. */
export async function main(): Promise<never> {
  const code = await runCli(process.argv.slice(2), processContext());
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(code);
}

function processContext(): CliContext {
  const signal = interruption();
  return {
    // Opened when a command reads it: that takes a millisecond or two.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    signal,
    every(milliseconds, action) {
      const timer = setInterval(action, milliseconds).unref();
      return () => clearInterval(timer);
    },
    random: Math.random,
    foreground: async (command, input) => (await import('./foreground.js')).runInForeground(command, { input, signal }),
    library: () => import('../cluster/index.js'),
    imageBuilders: async () => ({
      ...(await import('../build/base-image.js')),
      ...(await import('../build/ci-image.js')),
      ...(await import('../build/haproxy-image.js')),
      ...(await import('../build/kindnetd-image.js')),
      ...(await import('../build/node-image.js')),
      ...(await import('../build/release/release.js')),
      ...(await import('../build/storage-images.js')),
    }),
  };
}

/**
 * The first Ctrl-C (or SIGTERM, or SIGHUP) cancels the command, which then cleans up; the second ends the process at
 * once, but not when it is a SIGHUP: a terminal that closes sends several. An output that nobody reads any longer
 * cancels the command as well.
 */
function interruption(): AbortSignal {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // programs in many nodes may listen to it at the same time
  let asked = false;
  for (const name of Object.keys(interruptions) as InterruptionName[]) {
    process.on(name, () => {
      if (asked && name !== 'SIGHUP') process.exit(interruptions[name]);
      asked = true;
      controller.abort(new Interrupted(name));
    });
  }
  heedClosedPipes(process.stdout, process.stderr, (reason) => controller.abort(reason));
  return controller.signal;
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
