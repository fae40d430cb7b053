import type { Invocation } from '../command.js';
import { printCandidates } from './complete.js';

/** `kind __completeNoDesc WORD... CURRENT`: for shells, such as PowerShell, whose scripts have no use for descriptions. */
export async function run(invocation: Invocation): Promise<void> {
  await printCandidates(invocation, (candidate) => candidate.replace(/\t.*/, ''));
}
