/**
 * The full name that Kubernetes knows an image by: with registry, repository and tag (spec §6).
 *
 * @param name what a user writes, e.g. `ubuntu`, `localhost:5000/baz`, `team/app@sha256:…`
 * @returns e.g. `docker.io/library/ubuntu:latest`; a name with a digest gets no tag
 */
export function fullImageName(name: string): string {
  let full = name.includes('/') ? name : `library/${name}`;
  const first = full.slice(0, full.indexOf('/'));
  if (!/[.:]/.test(first) && first !== 'localhost') full = `docker.io/${full}`;
  const last = full.slice(full.lastIndexOf('/'));
  return /[:@]/.test(last) ? full : `${full}:latest`;
}

/**
 * Whether a name is the beginning of an image's ID rather than a name.
 *
 * @param id `sha256:…`
 */
export function isIdOf(name: string, id: string): boolean {
  return (
    /^(sha256:)?[0-9a-f]{12,64}$/.test(name) && id.startsWith(name.startsWith('sha256:') ? name : `sha256:${name}`)
  );
}
