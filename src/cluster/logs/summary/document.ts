import { type Finding, TOPICS, type Topic } from './finding.js';

/** Lines under a heading, so that it all stays a page. */
const MOST = 8;
/** Characters of a line. */
const LONGEST = 300;

/**
 * A page of what looks wrong.
 *
 * @param facts lines about the cluster
 */
export function summaryDocument(cluster: string, facts: readonly string[], findings: readonly Finding[]): string {
  const head = [`# Cluster ${cluster}`, '', ...facts, ''];
  if (findings.length === 0) {
    const looked = Object.values(TOPICS).join(', ');
    return [...head, `Nothing looks wrong. Looked at: ${looked}.`, ''].join('\n');
  }
  const sections = (Object.keys(TOPICS) as Topic[]).flatMap((topic) => {
    const own = findings.filter((finding) => finding.topic === topic);
    return own.length === 0 ? [] : section(TOPICS[topic], own);
  });
  return [...head, ...sections].join('\n');
}

function section(heading: string, findings: readonly Finding[]): string[] {
  const lines = findings.slice(0, MOST).map(({ text, file }) => {
    const line = text.replaceAll('\n', ' ');
    return `- ${line.length > LONGEST ? `${line.slice(0, LONGEST)} ...` : line} — [${file}](<${file}>)`;
  });
  const more = findings.length - MOST;
  if (more > 0) lines.push(`- and ${more} more`);
  return [`## ${heading}`, '', ...lines, ''];
}
