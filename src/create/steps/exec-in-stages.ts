import { type Deferred, deferred } from '../../deferred.js';
import { wrapError } from '../../errors.js';
import type { CreateContext } from '../context.js';

/** A program in a node whose output tells how far it has come. */
export interface StagedCommand<Stage extends string> {
  node: string;
  command: readonly string[];
  stdin?: string;
  /** What the program prints when a stage is over, by stage. */
  marks: Readonly<Record<Stage, string>>;
  /** What could not be done when it fails: `failed to init node with kubeadm`. */
  failure: string;
  signal: AbortSignal;
}

/** The program under way: a promise for the end of each stage, and of itself. Each rejects when the program fails. */
export type Stages<Stage extends string> = Readonly<Record<Stage | 'done', Promise<void>>>;

/** No mark is longer, so that one that comes in two pieces is found. */
const LONGEST_MARK = 100;

/** Runs a program in a node, and tells how far it has come by what it prints. */
export function execInStages<Stage extends string>(
  { engine, progress }: CreateContext,
  { node, command, stdin, marks, failure, signal }: StagedCommand<Stage>,
): Stages<Stage> {
  const stages = (Object.entries(marks) as [Stage, string][]).map(([name, mark]) => ({ name, mark, end: deferred() }));
  let text = '';
  const onOutput = (chunk: Buffer) => {
    text += chunk.toString();
    for (const { mark, end } of stages) if (text.includes(mark)) end.resolve();
    text = text.slice(-LONGEST_MARK);
  };
  const done = engine.exec(node, command, { signal, onOutput, ...(stdin !== undefined && { stdin }) }).then(
    ({ stdout, stderr }) => {
      progress.log(stdout + stderr, 3);
      for (const { end } of stages) end.resolve();
    },
    (error) => {
      const wrapped = wrapError(error, failure);
      for (const { end } of stages) end.reject(wrapped);
      throw wrapped;
    },
  );
  const ends: [string, Promise<void>][] = stages.map(({ name, end }: { name: Stage; end: Deferred<void> }) => [
    name,
    end.promise,
  ]);
  const all = Object.fromEntries([...ends, ['done', done]]) as Stages<Stage>;
  // Who waits for none of them still learns of the failure from the step that waits for `done`.
  for (const promise of Object.values<Promise<void>>(all)) promise.catch(() => {});
  return all;
}
