import type { ObjectSchema } from '../decode/schema.js';
import type { Cluster } from '../v1alpha4.js';
import type { Converted } from './note.js';
import { v1alpha1 } from './v1alpha1.js';
import { v1alpha2 } from './v1alpha2.js';
import { v1alpha3 } from './v1alpha3.js';
import { v1alpha4 } from './v1alpha4.js';

/** A configuration format: how it is recognised, decoded and turned into the current one. */
export interface Version {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: ObjectSchema;
  /**
   * @param value what decoding by `schema` gave
   * @returns the same in the current format, but for `kind` and `apiVersion`, and what was left out or added
   */
  readonly convert: (value: unknown) => Converted<Cluster>;
}

/** The format that everything is converted to. */
export const CURRENT_API_VERSION = 'kind.x-k8s.io/v1alpha4';

const VERSIONS: readonly Version[] = [
  {
    apiVersion: CURRENT_API_VERSION,
    kind: 'Cluster',
    schema: v1alpha4,
    // The schema names every field of the type.
    convert: (value) => ({ value: value as Cluster, notes: [] }),
  },
  v1alpha3,
  v1alpha2,
  v1alpha1,
];

/** The format of an apiVersion, if it is known. */
export function findVersion(apiVersion: string): Version | undefined {
  return VERSIONS.find((version) => version.apiVersion === apiVersion);
}
