import type { CliContext } from '../context.js';

const frames = '⠈⠁ ⠈⠑ ⠈⠱ ⠈⡱ ⢀⡱ ⢄⡱ ⢄⡱ ⢆⡱ ⢎⡱ ⢎⡰ ⢎⡠ ⢎⡀ ⢎⠁ ⠎⠁ ⠊⠁'.split(' ');
const FRAME_MILLISECONDS = 100;

/** A turning spinner with a phase's name after it, on the last line of a smart terminal (spec §1.2). */
export class Spinner {
  private stopTimer: (() => void) | undefined;
  private frame = 0;

  constructor(private readonly context: Pick<CliContext, 'stderr' | 'every' | 'platform'>) {}

  get running(): boolean {
    return this.stopTimer !== undefined;
  }

  start(phase: string): void {
    this.stop();
    this.frame = 0;
    this.draw(phase);
    this.stopTimer = this.context.every(FRAME_MILLISECONDS, () => this.draw(phase));
  }

  stop(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
  }

  private draw(phase: string): void {
    // Without autowrap, a line longer than the terminal is cut instead of filling the screen with its copies.
    const [nowrap, wrap] = this.context.platform === 'win32' ? ['', ''] : ['\x1b[?7l', '\x1b[?7h'];
    this.context.stderr.write(`${nowrap}\r${frames[this.frame % frames.length]} ${phase} ${wrap}`);
    this.frame++;
  }
}
