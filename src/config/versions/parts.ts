import type {
  ArraySchema,
  BooleanSchema,
  IntegerSchema,
  MapSchema,
  ObjectSchema,
  Schema,
  StringSchema,
} from '../decode/schema.js';
import { MOUNT_PROPAGATIONS, PORTS, PROTOCOLS, unknownPropagation, unknownProtocol } from '../enums.js';
import type { Mount, PortMapping } from '../v1alpha4.js';

/** What the schemas of all versions are made of. */

export const string = (description: string, more: Partial<StringSchema> = {}): StringSchema => ({
  type: 'string',
  description,
  ...more,
});

export const list = (description: string, items: Schema = { type: 'string' }): ArraySchema => ({
  type: 'array',
  description,
  items,
});

export const flag = (description: string): BooleanSchema => ({ type: 'boolean', description, default: false });

export const map = (description: string, values: MapSchema['values']): MapSchema => ({
  type: 'map',
  description,
  values,
});

/** A 32-bit integer: a wrong port number is for validation to report. */
export const port = (description: string): IntegerSchema => ({
  type: 'integer',
  description,
  minimum: -(2 ** 31),
  maximum: 2 ** 31 - 1,
  valid: PORTS,
  default: 0,
});

export const mount: ObjectSchema<Mount> = {
  type: 'object',
  name: 'Mount',
  fields: {
    containerPath: string('path in the node'),
    hostPath: string('path on the host; a relative one starts at the working directory'),
    readOnly: flag('mount read-only'),
    selinuxRelabel: flag('relabel the host path for SELinux'),
    propagation: string('mount propagation', {
      values: MOUNT_PROPAGATIONS,
      refuse: unknownPropagation,
      default: 'None',
    }),
  },
};

export const portMapping: ObjectSchema<PortMapping> = {
  type: 'object',
  name: 'PortMapping',
  fields: {
    containerPort: port('port in the node'),
    hostPort: port('port on the host; 0: a free one is picked; -1: the engine picks one at each start'),
    listenAddress: string('address on the host; default every one'),
    protocol: string('protocol', { values: PROTOCOLS, refuse: unknownProtocol, upperCase: true, default: 'TCP' }),
  },
};
