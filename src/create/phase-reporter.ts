import type { Progress } from '../progress.js';
import type { Step } from './plan.js';

/**
 * Shows overlapping steps as kind's consecutive phases: a phase is shown once the one before it has ended, and ends
 * when its last step has, however early its steps began.
 */
export class PhaseReporter {
  private readonly pending: { phase: string; left: number }[] = [];
  private shown: string | undefined;
  private failed = false;

  /** @param order the phases in the order of display; steps of phases not listed are not shown */
  constructor(
    order: readonly string[],
    steps: readonly Step<unknown>[],
    private readonly progress: Progress,
  ) {
    for (const phase of order) {
      const left = steps.filter((step) => step.phase === phase).length;
      if (left > 0) this.pending.push({ phase, left });
    }
  }

  begin(): void {
    this.advance();
  }

  stepEnded(step: Step<unknown>, error: unknown): void {
    const entry = this.pending.find(({ phase }) => phase === step.phase);
    if (entry) entry.left -= 1;
    if (this.failed) return;
    this.failed = error !== undefined;
    if (this.failed) this.progress.end(false);
    else this.advance();
  }

  private advance(): void {
    for (;;) {
      const current = this.pending[0];
      if (current && this.shown !== current.phase) {
        this.shown = current.phase;
        this.progress.start(current.phase);
      }
      if (!current || current.left > 0) return;
      this.progress.end(true);
      this.pending.shift();
    }
  }
}
