import { messageOf } from '../../src/errors.js';
import type { Progress } from '../../src/progress.js';

/** Shows the progress of a script as plain lines on standard error, with the elapsed time. */
export function consoleProgress(): Progress {
  const began = performance.now();
  const say = (text: string) => {
    const elapsed = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
    process.stderr.write(text.replace(/\n?$/, '\n').replaceAll(/^(?=.)/gm, `[${elapsed}s] `));
  };
  let running: string | undefined;
  const end = (success: boolean) => {
    if (running !== undefined) say(` ${success ? '✓' : '✗'} ${running}`);
    running = undefined;
  };
  return {
    start(phase) {
      end(true);
      running = phase;
      say(` • ${phase} ...`);
    },
    end,
    log(message, level = 0) {
      if (level === 0) say(message);
    },
    warn: say,
    error: say,
  };
}

/** Runs a script's main function: prints what went wrong and what to do, and sets the exit code. */
export async function runScript(main: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const interrupt = () => controller.abort(new Error('interrupted'));
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    await main(controller.signal);
  } catch (error) {
    process.stderr.write(`ERROR: ${messageOf(error)}\n`);
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
      if ('hint' in cause && cause.hint) {
        process.stderr.write(`${cause.hint}\n`);
        break;
      }
    }
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
      if ('output' in cause && cause.output) process.stderr.write(`\nCommand Output: ${cause.output}\n`);
    }
    process.exitCode = 1;
  } finally {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  }
}
