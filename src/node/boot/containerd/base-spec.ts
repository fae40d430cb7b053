interface BaseSpec {
  process?: { capabilities?: Record<string, string[]>; rlimits?: unknown };
}

/**
 * Takes out of containers' base OCI spec what the node can't grant: CAP_SYS_RESOURCE in every capability set, and
 * resource limits, which may be above the node's own. Everything else stays.
 *
 * @param json text of cri-base.json
 * @throws {SyntaxError} when it isn't JSON
 */
export function withoutResourceRights(json: string): string {
  const spec = JSON.parse(json) as BaseSpec;
  const capabilities = spec.process?.capabilities ?? {};
  let changed = false;
  for (const [set, names] of Object.entries(capabilities)) {
    const kept = names.filter((name) => name !== 'CAP_SYS_RESOURCE');
    changed ||= kept.length !== names.length;
    capabilities[set] = kept;
  }
  if (spec.process?.rlimits !== undefined) {
    delete spec.process.rlimits;
    changed = true;
  }
  return changed ? `${JSON.stringify(spec, null, 2)}\n` : json;
}
