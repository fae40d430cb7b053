import { eachSide } from '../sides.js';
import { type Difference, mapValues, onStderr } from './difference.js';

/** What differs between two runs of one program as well. */
export const runs = {
  elapsed: {
    reason: 'seconds that a create took',
    reconcile: onStderr((stderr) => stderr.replace(/Ready after (\d+m)?\d+s/, 'Ready after <time>')),
  },
  credentials: {
    reason: 'another cluster: its certificates and the port of its API server',
    reconcile: (outcomes) =>
      eachSide(outcomes, (outcome) => ({
        ...outcome,
        files: mapValues(outcome.files, (text) =>
          text
            .replaceAll(/(certificate-authority|client-certificate|client-key)-data: [\w+/=]+/g, '$1-data: <data>')
            .replace(/127\.0\.0\.1:\d+/, '127.0.0.1:<port>'),
        ),
      })),
  },
  logs: {
    reason: 'logs grow while they are collected: of what grows, that it is there is compared; ours may collect more',
    reconcile: ({ theirs, ours }) => {
      const known = (text: string, name: string) => (/(kubernetes-version\.txt|images\.log)$/.test(name) ? text : '…');
      const shared = Object.entries(ours.files).filter(([name]) => name in theirs.files);
      return {
        theirs: { ...theirs, files: mapValues(theirs.files, known) },
        ours: { ...ours, files: mapValues(Object.fromEntries(shared), known) },
      };
    },
  },
} satisfies Record<string, Difference>;
