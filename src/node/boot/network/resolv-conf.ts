import { EMBEDDED_DNS } from './dns-rules.js';

/**
 * Search domains that engines give their own networks. Pods inherit a node's search list, so a lookup of a cluster
 * name would be sent on to the engine's DNS server and from there upstream; without internet each one waits for
 * time-outs.
 */
const ENGINE_DOMAINS = ['dns.podman'];
/** Marks a file as ours: the engine writes a new one when the node is started again, or leaves ours. */
const MARK = '# Changed by the node; as the engine wrote it: /etc/resolv.conf.original';

export interface ResolvConfOptions {
  /** Stands in for 127.0.0.11, Docker's embedded DNS server. */
  embeddedDns?: string;
  /** KIND_DNS_SEARCH: undefined keeps the search list but for engines' own domains; empty removes it. */
  search?: string;
}

/** Whether this node wrote the file (as against the engine). */
export function isOurs(text: string): boolean {
  return text.includes(MARK);
}

/** Whether the file names Docker's embedded DNS server. */
export function usesEmbeddedDns(text: string): boolean {
  return new RegExp(`^\\s*nameserver\\s+${EMBEDDED_DNS.replaceAll('.', '\\.')}\\s*$`, 'm').test(text);
}

/**
 * The node's resolver configuration (resolv.conf(5)) made from the engine's.
 *
 * @returns undefined when nothing is to be changed
 */
export function rewriteResolvConf(text: string, options: ResolvConfOptions): string | undefined {
  const lines = text.replace(/\n$/, '').split('\n');
  const changed = lines.flatMap((line) => {
    if (/^\s*search\s/.test(line)) return searchLine(line, options.search);
    return [options.embeddedDns ? line.replaceAll(EMBEDDED_DNS, options.embeddedDns) : line];
  });
  if (options.search?.trim()) changed.push(`search ${options.search.trim().split(/\s+/).join(' ')}`);
  const result = changed.join('\n');
  return result === lines.join('\n') ? undefined : `${MARK}\n${result}\n`;
}

function searchLine(line: string, wanted: string | undefined): string[] {
  if (wanted !== undefined) return [];
  const domains = line.trim().split(/\s+/).slice(1);
  const kept = domains.filter((domain) => !ENGINE_DOMAINS.includes(domain));
  if (kept.length === domains.length) return [line];
  return kept.length === 0 ? [] : [`search ${kept.join(' ')}`];
}
