import type { DifferenceName } from './differences.js';

/** One command line that both programs are given, and what it finds. */
export interface Invocation {
  args: readonly string[];
  /** Environment variables beyond those of the test. */
  env?: Readonly<Record<string, string>>;
  /** Standard input. Default: empty. */
  stdin?: string;
  /** Files in the home directory, which is the working directory too: text by relative path. */
  files?: Readonly<Record<string, string>>;
  /** The program runs on a terminal: what it writes to either stream is in `stdout`. Default: on pipes. */
  terminal?: boolean;
  /** There is no program of a container engine on the PATH. Default: there are podman and docker. */
  noEngines?: boolean;
  /** What the row is about, where its arguments do not tell. */
  about?: string;
  /** In what the programs differ, on purpose. Default: in nothing. */
  differs?: readonly DifferenceName[];
}

/** What a command line did. */
export interface Outcome {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** Files of the home directory afterwards: text by relative path. */
  files: Readonly<Record<string, string>>;
}

/** The name of a row in the test's report. */
export function titleOf({ args, env = {}, noEngines, terminal, about }: Invocation): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`);
  const notes = [noEngines && 'no engines', terminal && 'on a terminal', about].filter(Boolean);
  const line = [...variables, 'kind', ...args.map(quoted)].join(' ');
  return notes.length > 0 ? `${line} (${notes.join('; ')})` : line;
}

function quoted(word: string): string {
  return /^[\w.,:/=@-]+$/.test(word) ? word : JSON.stringify(word);
}
