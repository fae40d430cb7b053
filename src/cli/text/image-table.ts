import { bytesText } from '../../bytes-text.js';
import type { ClusterImage } from '../../cluster/list-images.js';
import { table } from './table.js';

/**
 * Images for people: a line for each name, or for an image without one, below a line of headings. What all nodes have
 * that have any of them is in `all`.
 */
export function imageTable(images: readonly ClusterImage[]): string[] {
  const all = new Set(images.flatMap(({ nodes }) => nodes)).size;
  const lines = images.flatMap(({ names, id, size, nodes }) => {
    const rest = [
      id.replace(/^sha256:/, '').slice(0, 12),
      bytesText(size),
      all > 1 && nodes.length === all ? 'all' : nodes.join(', '),
    ];
    return (names.length > 0 ? names : ['<none>']).map((name) => [name, ...rest]);
  });
  return table([['NAME', 'ID', 'SIZE', 'NODES'], ...lines]);
}
