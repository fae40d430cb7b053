/** The two programs that are compared. */
export type Side = 'ours' | 'upstream';

/** Who goes first alternates, so that a machine that drifts favours neither. */
export function turns(pair: number): readonly Side[] {
  return pair % 2 === 0 ? ['ours', 'upstream'] : ['upstream', 'ours'];
}
