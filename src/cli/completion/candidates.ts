import { silent } from '../../progress.js';
import { connect } from '../connect.js';
import type { CliContext } from '../context.js';
import { clusterName } from '../flags/common-flags.js';
import type { Completion } from '../flags/flag.js';
import type { FlagValues } from '../flags/values.js';
import { type Directive, directive } from './directive.js';

export interface Candidates {
  /** Each perhaps followed by a tab and a description. */
  candidates: readonly string[];
  directive: Directive;
}

export const nothing: Candidates = { candidates: [], directive: directive.candidatesOnly };

/** A shell that waits longer than this for its user's Tab key seems broken. */
const PATIENCE_MILLISECONDS = 3000;

export interface Surroundings {
  context: CliContext;
  /** Flags given so far. */
  values: FlagValues;
  /** Arguments given so far: they are not offered again. */
  given?: readonly string[];
}

/** What may be offered for a value of which `current` has been typed. Without an engine: nothing. */
export async function candidatesFor(
  completion: Completion,
  current: string,
  around: Surroundings,
): Promise<Candidates> {
  if (completion === 'nothing') return nothing;
  if (completion === 'files') return { candidates: [], directive: directive.files };
  if (completion === 'directories') return { candidates: [], directive: directive.directories };
  const names = typeof completion === 'string' ? await ask(completion, around).catch(() => []) : completion;
  // In a list, what stands before the last comma is done.
  const done = completion === 'nodes' ? current.slice(0, current.lastIndexOf(',') + 1) : '';
  const taken = [...(around.given ?? []), ...done.split(',')];
  return {
    candidates: names
      .filter((name) => !taken.includes(name))
      .map((name) => done + name)
      .filter((name) => name.startsWith(current)),
    directive: directive.candidatesOnly,
  };
}

async function ask(what: 'clusters' | 'nodes' | 'images', { context, values }: Surroundings): Promise<string[]> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(PATIENCE_MILLISECONDS)]);
  const { library, base } = await connect({ context: { ...context, signal }, progress: silent });
  if (what === 'clusters') return await library.listClusters(base);
  const name = clusterName({ flags: values, context });
  if (what === 'images') {
    const images = await library.listImages({ ...base, name });
    return images.filter(({ shipped }) => !shipped).flatMap(({ names }) => names);
  }
  return (await library.listInternalNodes({ ...base, name })).map((node) => node.name);
}
