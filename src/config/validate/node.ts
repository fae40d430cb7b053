import type { DefaultedNode } from '../defaults.js';
import { MOUNT_PROPAGATIONS, NODE_ROLES, PROTOCOLS, unknownPropagation, unknownProtocol } from '../enums.js';
import { portMappingProblem, portProblem } from './ports.js';

/** Everything that is wrong with one node of a configuration, in kind's words. */
export function nodeProblems(node: DefaultedNode): string[] {
  const problems: string[] = [];
  if (!NODE_ROLES.includes(node.role)) {
    problems.push(`${JSON.stringify(node.role)} is not a valid node role`);
  }
  if (node.image === '') problems.push('image is a required field');
  for (const { propagation } of node.extraMounts ?? []) {
    if (propagation && !MOUNT_PROPAGATIONS.includes(propagation)) problems.push(unknownPropagation(propagation));
  }
  const mappings = node.extraPortMappings ?? [];
  for (const { hostPort = 0, containerPort = 0, protocol } of mappings) {
    if (protocol && !PROTOCOLS.includes(protocol)) problems.push(unknownProtocol(protocol));
    const host = portProblem(hostPort);
    if (host !== undefined) problems.push(`invalid hostPort: ${host}`);
    const container = portProblem(containerPort);
    if (container !== undefined) problems.push(`invalid containerPort: ${container}`);
  }
  const clash = portMappingProblem(mappings);
  if (clash !== undefined) problems.push(`invalid portMapping: ${clash}`);
  return problems;
}
