import { type Difference, onEachStderr, onStderr, unchanged } from './difference.js';

/** The output of a failed command: both programs read its two streams apart, which may meet in the middle of a line. */
function sortedOutput(stderr: string): string {
  const [before, output] = stderr.split('\nCommand Output: ');
  if (output === undefined) return stderr;
  const lines = output.replace('Cannot connect to', '\n$&').split('\n');
  return `${before}\n${lines.filter(Boolean).sort().join('\n')}\n`;
}

/** Differences of what is told about container engines. */
export const engines = {
  engineCommand: {
    reason: 'by which commands engines are asked is an affair of each program',
    documented: 'errors of engines',
    reconcile: onStderr((stderr) =>
      stderr.replace(/(check podman version|list \w+): command "(\S+) .*" failed/, 'list: command of $2 failed'),
    ),
  },
  engineReason: {
    reason: 'ours tells what an engine said on the same line',
    documented: 'errors of engines',
    reconcile: onEachStderr({
      theirs: unchanged,
      ours: (stderr) => stderr.replace(/(?<= failed with error: exit status \d+): .*/, ''),
    }),
  },
  deadEngine: {
    reason: 'an engine that does not answer is told as such, not as a command that failed',
    documented: 'errors of engines',
    reconcile: onEachStderr({
      theirs: (stderr) =>
        sortedOutput(stderr.replaceAll(/command "docker .*" failed with error: exit status 1/g, 'docker fails')),
      ours: (stderr) => sortedOutput(stderr.replaceAll(/docker does not answer: .*/g, 'docker fails')),
    }),
  },
  failedPull: {
    reason: 'an image that cannot be had is told as such; what podman printed has the times at which it tried',
    documented: 'errors of engines',
    reconcile: onEachStderr({
      theirs: (stderr) =>
        stderr
          .replace(/command "podman pull \S+" failed with error: exit status \d+/, 'it cannot be had')
          .replace(/(?<=\n\nCommand Output: ).*/s, '…'),
      ours: (stderr) =>
        stderr
          .replace(/podman has no such image and cannot get it: .*/, 'it cannot be had')
          .replace(/(?<=\n\nCommand Output: ).*/s, '…'),
    }),
  },
} satisfies Record<string, Difference>;
