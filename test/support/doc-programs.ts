import { readFile } from 'node:fs/promises';

/** A program of a document, and what it prints. */
export interface DocProgram {
  /** The heading that it stands under. */
  heading: string;
  source: string;
  /** What the document says that it prints: `…` stands for anything within a line. */
  output: string | undefined;
}

/** The programs (fenced blocks of `ts`) of a Markdown document of this repository, with the block of `text` after each. */
export async function docPrograms(path: string): Promise<DocProgram[]> {
  const text = await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');
  const blocks = text.matchAll(/^```ts\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?/gms);
  return [...blocks].map(({ index, 1: source = '', 2: output }) => {
    const heading =
      text
        .slice(0, index)
        .match(/^#+ .*$/gm)
        ?.at(-1) ?? '';
    return { heading: heading.replace(/^#+ /, ''), source, output };
  });
}

/** The expression that a program's whole output matches. */
export function outputPattern(output: string): RegExp {
  const escaped = output.split('…').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`);
}
