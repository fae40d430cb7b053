import { isTrue, type NodeObject } from './api-objects.js';
import type { Finding } from './finding.js';

/** Nodes that are not Ready, or short of something. */
export function nodeFindings(nodes: readonly NodeObject[]): Finding[] {
  return nodes.flatMap(({ metadata, status }) => {
    const conditions = status?.conditions ?? [];
    const texts = conditions
      .filter(({ type, status }) => (type === 'Ready') !== (status === 'True'))
      .map(
        ({ type, status, message }) =>
          `${metadata.name}: condition ${type} is ${status}${message ? `: ${message}` : ''}`,
      );
    if (!conditions.some(({ type }) => type === 'Ready')) texts.push(`${metadata.name}: never was Ready`);
    return texts.map((text) => ({ topic: 'nodes', text, file: 'nodes.json' }) as const);
  });
}

export function isNodeWell({ status }: NodeObject): boolean {
  return isTrue('Ready', status?.conditions);
}
