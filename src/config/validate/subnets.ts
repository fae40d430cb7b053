import { messageOf } from '../../errors.js';
import { Cidr } from '../cidr.js';
import type { IpFamily } from '../v1alpha4.js';

/** Parsed subnets, or why the text is not allowed for the family. */
export type SubnetsResult = { subnets: Cidr[] } | { problem: string };

/**
 * Parses a pod or service subnet: one CIDR, or for dual stack one or two of different families. An unknown family
 * is reported elsewhere; here it allows one CIDR of either kind.
 *
 * @param text CIDRs separated by commas, without blanks
 */
export function parseSubnets(text: string, family: IpFamily): SubnetsResult {
  const subnets: Cidr[] = [];
  for (const part of text.split(',')) {
    try {
      subnets.push(Cidr.parse(part));
    } catch (error) {
      return { problem: `failed to parse cidr value:${JSON.stringify(part)} with error: ${messageOf(error)}` };
    }
  }
  const problem = family === 'dual' ? dualProblem(subnets) : singleProblem(subnets, family);
  return problem === undefined ? { subnets } : { problem };
}

function singleProblem(subnets: readonly Cidr[], family: IpFamily): string | undefined {
  if (subnets.length > 1) return 'only one CIDR allowed for single-stack networking';
  const actual = subnets[0]?.family;
  if (family === 'ipv4' && actual !== 'ipv4') return 'expected IPv4 CIDR for IPv4 family';
  if (family === 'ipv6' && actual !== 'ipv6') return 'expected IPv6 CIDR for IPv6 family';
  return undefined;
}

function dualProblem(subnets: readonly Cidr[]): string | undefined {
  const families = new Set(subnets.map((subnet) => subnet.family));
  if (families.size === subnets.length) return undefined;
  return 'expected one (IPv4 or IPv6) CIDR or two CIDRs from each family for dual-stack networking';
}
