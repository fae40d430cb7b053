/**
 * The names that podman may know an image by, most likely first: the fully qualified one (spec §3.1: Docker's
 * defaults, and no tag beside a digest), then the one that a local build has.
 *
 * @param ref what a user writes, e.g. `kindest/node:v1.36.3@sha256:…`, or an image ID
 */
export function podmanImageNames(ref: string): string[] {
  if (/^(sha256:)?[0-9a-f]{64}$/.test(ref)) return [ref.replace(/^sha256:/, '')];
  const name = withoutTagBesideDigest(ref);
  const [first = '', ...rest] = name.split('/');
  if (rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')) return [name];
  return [rest.length === 0 ? `docker.io/library/${name}` : `docker.io/${name}`, `localhost/${name}`];
}

function withoutTagBesideDigest(ref: string): string {
  const [name = '', digest] = ref.split('@');
  return digest === undefined ? name : `${name.replace(/:[^/:]*$/, '')}@${digest}`;
}
