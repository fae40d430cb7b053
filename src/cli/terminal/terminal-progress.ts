import type { Progress } from '../../progress.js';
import type { CliContext } from '../context.js';
import { callSite } from './call-site.js';
import { isSmartTerminal } from './smart.js';
import { Spinner } from './spinner.js';

export interface TerminalProgress extends Progress {
  /** Colours may be used. */
  readonly colour: boolean;
}

/**
 * Shows progress on stderr: with a spinner and colours on a smart terminal, as plain lines elsewhere.
 *
 * @param verbosity messages of a higher level are dropped; below 0, phases as well
 */
export function terminalProgress(
  context: Pick<CliContext, 'stderr' | 'every' | 'platform' | 'env'>,
  verbosity: number,
): TerminalProgress {
  const showsPhases = verbosity >= 0;
  const smart = isSmartTerminal(context.stderr, context.env, context.platform);
  const spinner = new Spinner(context);
  let phase: string | undefined;

  const line = (message: string) => {
    const erase = spinner.running ? '\r\x1b[K' : '';
    context.stderr.write(`${erase}${message}${message.endsWith('\n') ? '' : '\n'}`);
  };

  const end = (success: boolean) => {
    if (phase === undefined) return;
    const mark = success ? paint('✓', 32, smart) : paint('✗', 31, smart);
    if (spinner.running) context.stderr.write('\r');
    spinner.stop();
    if (showsPhases) line(` ${mark} ${phase}`);
    phase = undefined;
  };

  return {
    colour: smart,
    start(name) {
      end(true);
      phase = name;
      if (!showsPhases) return;
      if (smart) spinner.start(name);
      else line(` • ${name}  ...`);
    },
    end,
    log(message, level = 0) {
      if (level > verbosity) return;
      line(level > 0 ? `DEBUG: ${callSite()}] ${message}` : message);
    },
    warn: line,
    error: line,
  };
}

/** Text in a colour of the terminal (SGR number), or as it is. */
export function paint(text: string, colour: number, enabled: boolean): string {
  return enabled ? `\x1b[${colour}m${text}\x1b[0m` : text;
}
