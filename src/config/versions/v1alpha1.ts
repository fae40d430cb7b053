import type { ObjectSchema } from '../decode/schema.js';
import { convertPatches, type OldPatches, oldPatches } from './old-patches.js';
import { string } from './parts.js';
import type { Version } from './versions.js';

interface OldConfig extends OldPatches {
  kind?: string;
  apiVersion?: string;
  image?: string;
  ControlPlane?: never;
}

const schema: ObjectSchema<OldConfig> = {
  type: 'object',
  name: 'Config',
  fields: {
    kind: string('always Config'),
    apiVersion: string('always kind.sigs.k8s.io/v1alpha1'),
    image: string('node image'),
    ...oldPatches,
    ControlPlane: { type: 'refused', reason: 'ControlPlane.nodeLifecycle: lifecycle hooks no longer run' },
  },
};

/** The format of kind 0.0.1 and 0.1: one control-plane node. */
export const v1alpha1: Version = {
  apiVersion: 'kind.sigs.k8s.io/v1alpha1',
  kind: 'Config',
  schema,
  convert: (value) => {
    const { image, ...rest } = value as OldConfig;
    const patches = convertPatches(rest);
    return {
      value: { nodes: [{ role: 'control-plane', ...(image ? { image } : {}) }], ...patches.value },
      notes: patches.notes,
    };
  },
};
