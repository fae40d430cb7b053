import type { Outcome } from './invocation.js';
import { eachSide, type Side, type Sides } from './sides.js';

/** Something in which the programs differ on purpose. */
export interface Difference {
  reason: string;
  /** What docs/differences.md says about it: words that stand there. Nothing where two runs of one program differ. */
  documented?: string;
  /** Takes the difference away where it is, and nothing else. */
  reconcile: (outcomes: Sides<Outcome>) => Sides<Outcome>;
}

/** A change of both standard errors. */
function onStderr(change: (stderr: string, side: Side) => string): Difference['reconcile'] {
  return (outcomes) => eachSide(outcomes, (outcome, side) => ({ ...outcome, stderr: change(outcome.stderr, side) }));
}

/** Other changes of their standard error than of ours. */
function onEachStderr(changes: Sides<(stderr: string) => string>): Difference['reconcile'] {
  return onStderr((stderr, side) => changes[side](stderr));
}

function mapValues(
  record: Readonly<Record<string, string>>,
  change: (value: string, key: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

const unchanged = (stderr: string) => stderr;

const CONFIG_ERROR =
  /^(ERROR: failed to create cluster: (?:could not determine kind \/ apiVersion for|unable to decode) config:).*$/ms;

/** In place of the text of an error about a configuration, the lines of the configuration that are at fault. */
function linesAtFault(stderr: string, side: Side): string {
  const [error = ''] = CONFIG_ERROR.exec(stderr) ?? [];
  const position = side === 'ours' ? /(?<=[:\s])stdin:(\d+):\d+: /g : /^ {2}line (\d+): /gm;
  const lines = [...error.matchAll(position)].map(([, line]) => line);
  return stderr.replace(CONFIG_ERROR, `$1 lines ${lines.join(', ')}\n`);
}

/** The output of a failed command, of which our program sees both streams apart, without the order of its lines. */
function sortedOutput(stderr: string): string {
  const [before, output] = stderr.split('\nCommand Output: ');
  return output === undefined ? stderr : `${before}\n${output.split('\n').sort().join('\n')}`;
}

const all = {
  version: {
    reason: 'each tells its own version and runtime',
    documented: '| `version` tells',
    reconcile: (outcomes) =>
      eachSide(outcomes, (outcome) => ({
        ...outcome,
        stdout: outcome.stdout.replace(/\d+\.\d+\.\d+/, '<version>').replace(/ (go|v)\d+\.\d+\.\d+ /, ' <runtime> '),
      })),
  },
  hint: {
    reason: 'where something is to be done about an error, a line says what',
    documented: 'errors are followed by a line `HINT: …`',
    reconcile: onEachStderr({ theirs: unchanged, ours: (stderr) => stderr.replace(/^HINT: .*\n/m, '') }),
  },
  advice: {
    reason: 'advice is worded by us',
    documented: 'advice that is no error',
    reconcile: onEachStderr({
      theirs: (stderr) => stderr.replace(/^It is suggested that you save multiple images .*\n/m, '<advice>\n'),
      ours: (stderr) => stderr.replace(/^Loading several archives .*\n/m, '<advice>\n'),
    }),
  },
  farewell: {
    reason: 'the last line wishes something nice, in words of our own',
    documented: 'the farewell',
    reconcile: onStderr((stderr) => stderr.replace(/\n\n.*\n$/, '\n\n<farewell>\n')),
  },
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
  stackTrace: {
    reason: 'the frames are those of another program, which knows frames of other errors',
    documented: 'stack traces',
    reconcile: onStderr((stderr) => stderr.replace(/\n\nStack Trace: \n.*$/s, '\n')),
  },
  helpTakesWord: {
    reason: 'help before the command is help of the command',
    documented: '`kind -h get nodes`',
    reconcile: ({ theirs, ours }) => {
      const told = /unknown command "\w+" for "kind"|^<help of kind( \w+)*>$/m;
      const swallows = told.test(theirs.stderr + theirs.stdout) && told.test(ours.stderr + ours.stdout);
      return swallows ? { theirs: ours, ours } : { theirs, ours };
    },
  },
  yamlErrors: {
    reason: 'errors tell file, line and column; the lines that are at fault are compared',
    documented: 'configuration errors name a field',
    reconcile: onStderr(linesAtFault),
  },
  yamlSyntax: {
    reason: 'another YAML parser: where broken text stops making sense is told by ours alone',
    documented: 'configuration errors name a field',
    reconcile: onStderr((stderr) => stderr.replace(CONFIG_ERROR, '$1\n')),
  },
  configPosition: {
    reason: 'the same words, after file, line and column',
    documented: 'configuration errors name a field',
    reconcile: onEachStderr({
      theirs: unchanged,
      ours: (stderr) => stderr.replace(/(?<=config: )stdin:\d+:\d+: /, ''),
    }),
  },
  fractions: {
    reason: 'a fraction where a whole number is meant is a mistake; upstream goes on to the next one, a bad name',
    documented: 'a fraction for a whole number',
    reconcile: onEachStderr({
      theirs: (stderr) => stderr.replace(/'Bad_Name' is not a valid cluster name.*/, '<mistake>'),
      ours: (stderr) =>
        stderr.replace(/unable to decode config: stdin:5:18: expected an integer, found "1.5"/, '<mistake>'),
    }),
  },
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
  podmanInstead: {
    reason: 'where docker is installed and its daemon does not answer, a podman that works is used',
    documented: 'a Docker daemon that does not answer',
    reconcile: ({ theirs, ours }) => ({
      theirs: {
        ...theirs,
        exitCode: theirs.exitCode === 1 ? 0 : theirs.exitCode,
        stderr: theirs.stderr.replace(/^ERROR: failed to list clusters: command "docker ps .*$/ms, ''),
      },
      ours: {
        ...ours,
        stderr: ours.stderr.replace(
          /^The Docker daemon does not answer: using podman\.\nNo kind clusters found\.\n/m,
          '',
        ),
      },
    }),
  },
  emptyName: {
    reason: 'an empty --name means the default cluster; messages name the one that is meant',
    documented: 'an empty `--name`',
    reconcile: onEachStderr({ theirs: (stderr) => stderr.replace('""', '"kind"'), ours: unchanged }),
  },
  completesMore: {
    reason: 'clusters, nodes, directories, and flags and commands of our own are completed as well',
    documented: 'completion of commands',
    reconcile: (outcomes) =>
      eachSide(outcomes, (outcome) => ({
        ...outcome,
        stdout: '',
        stderr: outcome.stderr.replace(/ShellCompDirective\w+/, '').replace(/^\[Debug\].*\n/m, ''),
      })),
  },
} satisfies Record<string, Difference>;

export type DifferenceName = keyof typeof all;

/** Everything in which the programs may differ, and nothing else may. */
export const differences: Readonly<Record<DifferenceName, Difference>> = all;
