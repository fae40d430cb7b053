import type { Outcome } from './invocation.js';

/** Something that is not compared, in any row. */
interface Normalisation {
  reason: string;
  apply: (outcome: Outcome, args: readonly string[]) => Outcome;
}

const HELP = /^(?<note>Unknown help topic .*\n)?(?:.*\n)*?Usage:\n {2}(?<command>kind(?: [a-z-]+)*)(?:.*\n)*$/;

const normalisations: Record<string, Normalisation> = {
  help: {
    reason: 'help texts are our own; which command they are about is compared',
    apply: (outcome) => ({ ...outcome, stdout: outcome.stdout.replace(HELP, '$<note><help of $<command>>\n') }),
  },
  descriptions: {
    reason: 'the descriptions of candidates are help texts',
    apply: (outcome, [command]) =>
      command === '__complete' ? { ...outcome, stdout: outcome.stdout.replaceAll(/\t.*/g, '') } : outcome,
  },
  cgroupWarning: {
    reason: 'only hosts with cgroup v1 are warned, and the words are our own',
    apply: (outcome) => ({ ...outcome, stderr: outcome.stderr.replace(/^cgroup v1 is deprecated.*\n/m, '') }),
  },
};

/** An outcome without what is not compared anywhere. */
export function normalised(outcome: Outcome, args: readonly string[]): Outcome {
  return Object.values(normalisations).reduce((done, { apply }) => apply(done, args), outcome);
}
