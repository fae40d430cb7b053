import { type Alias, Composer, type CST, type Document, isAlias, LineCounter, type Node, Parser, visit } from 'yaml';
import { messageOf } from '../../errors.js';
import { aliasProblem } from '../../yaml/alias-problem.js';
import { forbiddenCharacter } from '../../yaml/forbidden-character.js';
import { withLineFeeds } from '../../yaml/line-breaks.js';
import type { Locate, Problem } from './problems.js';

/** The first document of a YAML stream, with scalars still as they are written. */
export interface FirstDocument {
  /** Null: the document is empty. */
  readonly root: Node | null;
  /** What an alias stands for, or the node itself. */
  readonly resolve: (node: unknown) => Node | null;
  readonly locate: Locate;
  /** Why the text is not YAML; empty if it is. */
  readonly problems: readonly Problem[];
}

/**
 * Reads the first document of a YAML stream; later ones do not matter, whatever is in them (kind
 * compatibility: decoding). Scalars stay text, because their meaning depends on the field they are for: `1.10` may be a version.
 */
export function firstDocument(text: string): FirstDocument {
  const lines = new LineCounter();
  const locate: Locate = (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), col: Math.max(col, 1) };
  };
  try {
    const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
    const tokens = [...new Parser(lines.addNewLine).parse(withLineFeeds(text))];
    const document = composer.compose(tokens, true, text.length).next().value ?? undefined;
    const end = endOfFirst(tokens);
    const syntax = document?.errors.find((error) => error.pos[0] <= end);
    if (syntax !== undefined) return broken(locate, syntax.pos[0], syntax.message);
    const unreadable = forbiddenCharacter(text.slice(0, end)) ?? (document && aliasProblem(document));
    if (unreadable !== undefined) return broken(locate, unreadable.offset, unreadable.message);
    const { targets, problems } = resolveAliases(document);
    const resolve = (node: unknown) => (isAlias(node) ? (targets.get(node) ?? null) : ((node ?? null) as Node | null));
    return { root: document?.contents ?? null, resolve, locate, problems };
  } catch (error) {
    // The parser recurses: absurdly deep nesting ends here.
    return broken(locate, 0, messageOf(error));
  }
}

function broken(locate: Locate, offset: number, message: string): FirstDocument {
  return { root: null, resolve: () => null, locate, problems: [{ offset, message }] };
}

/** Where the second document or the end marker of the first begins. An error behind that is none of the first's. */
function endOfFirst(tokens: readonly CST.Token[]): number {
  const start = tokens.findIndex(({ type }) => type === 'document');
  const end = tokens.find(({ type }, i) => i > start && (type === 'document' || type === 'doc-end'));
  return end?.offset ?? Number.POSITIVE_INFINITY;
}

/** What each alias stands for: the last anchor of its name before it. */
function resolveAliases(document: Document.Parsed | undefined): { targets: Map<Alias, Node>; problems: Problem[] } {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const problems: Problem[] = [];
  if (document === undefined) return { targets, problems };
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target !== undefined) targets.set(node, target);
        else problems.push({ offset: node.range?.[0] ?? 0, message: `unknown anchor '${node.source}' referenced` });
      } else if (node.anchor !== undefined) {
        anchors.set(node.anchor, node);
      }
    },
  });
  return { targets, problems };
}
