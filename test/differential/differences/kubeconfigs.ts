import { eachSide } from '../sides.js';
import { type Difference, mapValues, onStderr } from './difference.js';

/** Differences about kubeconfig files. */
export const kubeconfigs = {
  kubeconfigYaml: {
    reason: 'another YAML parser, and errors that name the file',
    documented: 'errors about kubeconfig files',
    reconcile: onStderr((stderr) =>
      stderr.replaceAll(
        /(?<=failed to (?:read kubeconfig to remove KIND entry|get kubeconfig to merge): ).*?\n(?=ERROR: |$(?!.))/gs,
        '…\n',
      ),
    ),
  },
  plainScalars: {
    reason: 'quotes make text of what kubectl, a reader of YAML 1.1, took for true',
    documented: '`yes`, `0777` and the like',
    reconcile: (outcomes) =>
      eachSide(outcomes, (outcome) => ({
        ...outcome,
        files: mapValues(outcome.files, (text) => text.replace('kept: "yes"', 'kept: yes')),
      })),
  },
  missingKubeconfig: {
    reason: 'a file that is not there names no cluster: there is nothing to lock, and no directory to make',
    documented: 'a kubeconfig file that is not there',
    reconcile: ({ theirs, ours }) => ({
      theirs: {
        ...theirs,
        exitCode: theirs.exitCode === 1 ? 0 : theirs.exitCode,
        stderr: theirs.stderr.replaceAll(/^.*failed to lock config file: mkdir .*\n/gm, ''),
      },
      ours,
    }),
  },
} satisfies Record<string, Difference>;
