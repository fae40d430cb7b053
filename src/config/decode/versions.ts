import type { Cluster } from '../v1alpha4.js';
import type { ObjectSchema } from './schema.js';
import { v1alpha4 } from './schema-v1alpha4.js';

/** A configuration format: how it is recognised, decoded and turned into the current one. */
export interface Version {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: ObjectSchema;
  /** @param value what decoding by `schema` gave */
  readonly convert: (value: unknown) => Cluster;
}

const VERSIONS: readonly Version[] = [
  {
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    kind: 'Cluster',
    schema: v1alpha4,
    // The schema names every field of the type.
    convert: (value) => value as Cluster,
  },
];

/** The format of an apiVersion, if it is known. */
export function findVersion(apiVersion: string): Version | undefined {
  return VERSIONS.find((version) => version.apiVersion === apiVersion);
}
