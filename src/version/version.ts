import { type ErrorCode, KindlingError } from '../errors.js';

/** A Kubernetes (or other program's) version. Make one with `parseGenericVersion` or `parseSemanticVersion`. */
export interface Version {
  /** The numbers between dots; at least two. */
  readonly components: readonly number[];
  /** What follows `-`, without it; empty for a release. */
  readonly preRelease: string;
  /** What follows `+`, without it. Never matters for order. */
  readonly buildMetadata: string;
}

/** Pre-release and build metadata of a semantic version. */
const SUFFIX =
  /^(?:-(?<preRelease>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+(?<buildMetadata>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/**
 * Parses leniently, as Kubernetes' version utilities do: `v` optional, two or more numbers with dots between, the
 * rest ignored, so a pre-release equals its release.
 *
 * @param code error code for text that is no version; default NODE_FAILED, since most versions come from a node
 * @throws KindlingError `could not parse "x" as version`, `illegal version string "1"`,
 *   `illegal zero-prefixed version component "01" in "01.2"`
 */
export function parseGenericVersion(text: string, code: ErrorCode = 'NODE_FAILED'): Version {
  const { numbers } = split(text, code);
  if (numbers[0] !== '0' && numbers[0]?.startsWith('0')) throw zeroPrefixed(numbers[0], text, code);
  return { components: numbers.map(Number), preRelease: '', buildMetadata: '' };
}

/**
 * Parses strictly, after Semantic Versioning 2.0.0 with an optional `v`: exactly three numbers, optional pre-release
 * and build metadata, no leading zeros in numbers.
 *
 * @param code as for `parseGenericVersion`
 * @throws KindlingError as `parseGenericVersion`, and `could not parse pre-release/metadata (…) in version "…"`
 */
export function parseSemanticVersion(text: string, code: ErrorCode = 'NODE_FAILED'): Version {
  const { numbers, rest } = split(text, code);
  if (numbers.length !== 3) throw new KindlingError(code, `illegal version string ${JSON.stringify(text)}`);
  const match = SUFFIX.exec(rest);
  if (match === null) {
    throw new KindlingError(code, `could not parse pre-release/metadata (${rest}) in version ${JSON.stringify(text)}`);
  }
  const { preRelease = '', buildMetadata = '' } = match.groups ?? {};
  const zero = [...numbers, ...preRelease.split('.')].find((field) => /^0\d+$/.test(field));
  if (zero !== undefined) throw zeroPrefixed(zero, text, code);
  return { components: numbers.map(Number), preRelease, buildMetadata };
}

/**
 * Orders versions: negative if `a` is older, 0 if they are equal but for build metadata, positive if it is newer.
 * Missing components count as 0; a pre-release is older than its release; pre-release fields compare as numbers
 * where both are numbers, else as text (Semantic Versioning 2.0.0, 11).
 */
export function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < Math.max(a.components.length, b.components.length); i++) {
    const difference = (a.components[i] ?? 0) - (b.components[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return comparePreReleases(a.preRelease, b.preRelease);
}

/** Whether `version` is the same as or newer than `minimum`. */
export function isAtLeast(version: Version, minimum: Version): boolean {
  return compareVersions(version, minimum) >= 0;
}

/** The version's text without `v`: `1.36.3`, `1.37.0-rc.1+abc`. */
export function formatVersion({ components, preRelease, buildMetadata }: Version): string {
  return `${components.join('.')}${preRelease && `-${preRelease}`}${buildMetadata && `+${buildMetadata}`}`;
}

function split(text: string, code: ErrorCode): { numbers: string[]; rest: string } {
  const match = /^\s*v?(\d+(?:\.\d+)*)(.*?)\s*$/.exec(text);
  if (match === null || text.includes('\n')) {
    throw new KindlingError(code, `could not parse ${JSON.stringify(text)} as version`);
  }
  const numbers = (match[1] ?? '').split('.');
  const large = numbers.find((number) => !Number.isSafeInteger(Number(number)));
  if (numbers.length < 2 || large !== undefined) {
    throw new KindlingError(code, `illegal version string ${JSON.stringify(text)}`);
  }
  return { numbers, rest: match[2] ?? '' };
}

function zeroPrefixed(component: string, text: string, code: ErrorCode): KindlingError {
  const where = `${JSON.stringify(component)} in ${JSON.stringify(text)}`;
  return new KindlingError(code, `illegal zero-prefixed version component ${where}`);
}

function comparePreReleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return 1;
  if (b === '') return -1;
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = compareFields(left[i] ?? '', right[i] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareFields(a: string, b: string): number {
  if (a === b) return 0;
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) return BigInt(a) < BigInt(b) ? -1 : 1;
  return a < b ? -1 : 1;
}
