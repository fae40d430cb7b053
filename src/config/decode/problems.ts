import { KindlingError } from '../../errors.js';

/** What is wrong at one place of a text. `offset` counts UTF-16 units from its start. */
export interface Problem {
  readonly offset: number;
  readonly message: string;
}

/** Where an offset is: line and column, both from 1. */
export type Locate = (offset: number) => { line: number; col: number };

/**
 * One error for all problems, in the order of the text: `<context>: <source>:<line>:<column>: <message>`, or with
 * several problems each on an indented line of its own.
 *
 * @param source file name for messages
 * @param hint what to do about it
 */
export function problemsError(
  context: string,
  source: string,
  problems: readonly Problem[],
  locate: Locate,
  hint?: string,
): KindlingError {
  const lines = problems
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, message }) => {
      const { line, col } = locate(offset);
      return `${source}:${line}:${col}: ${message}`;
    });
  const text = lines.length === 1 ? ` ${lines[0]}` : lines.map((line) => `\n  ${line}`).join('');
  return new KindlingError('CONFIG_INVALID', `${context}:${text}`, hint === undefined ? {} : { hint });
}
