/**
 * The configuration formats once more, written after kind's documentation and not after the decoder: the fields of
 * each, and of which type they are. A field that is only known to be refused is not in here.
 */
export type Shape =
  | 'string'
  /** A string of which only certain ones are allowed. */
  | 'word'
  | 'boolean'
  | 'integer'
  /** How many of something there are: none is less than nothing, and there are not too many. */
  | 'count'
  | { list: Shape }
  | { map: Shape }
  | { fields: Record<string, Shape> };

const strings: Shape = { list: 'string' };
const mount: Shape = {
  fields: {
    hostPath: 'string',
    containerPath: 'string',
    readOnly: 'boolean',
    selinuxRelabel: 'boolean',
    propagation: 'word',
  },
};
const port: Shape = {
  fields: { containerPort: 'integer', hostPort: 'integer', listenAddress: 'string', protocol: 'word' },
};
const patch = { group: 'string', version: 'string', kind: 'string', patch: 'string' } as const;
const patches: Record<string, Shape> = {
  kubeadmConfigPatches: strings,
  kubeadmConfigPatchesJSON6902: { list: { fields: patch } },
};
const oldPatches: Record<string, Shape> = {
  kubeadmConfigPatches: strings,
  kubeadmConfigPatchesJson6902: { list: { fields: { ...patch, name: 'string', namespace: 'string' } } },
};
const type = { kind: 'string', apiVersion: 'string' } as const;
const networking: Record<string, Shape> = {
  ipFamily: 'string',
  apiServerAddress: 'string',
  apiServerPort: 'integer',
  podSubnet: 'string',
  serviceSubnet: 'string',
  disableDefaultCNI: 'boolean',
};

/** By apiVersion: the kind and the shape. */
export const FORMATS: Record<string, { kind: string; shape: Shape }> = {
  'kind.sigs.k8s.io/v1alpha1': { kind: 'Config', shape: { fields: { ...type, image: 'string', ...oldPatches } } },
  'kind.sigs.k8s.io/v1alpha2': {
    kind: 'Config',
    shape: {
      fields: {
        ...type,
        nodes: {
          list: {
            fields: {
              role: 'string',
              replicas: 'count',
              image: 'string',
              extraMounts: { list: mount },
              ...oldPatches,
            },
          },
        },
      },
    },
  },
  'kind.sigs.k8s.io/v1alpha3': {
    kind: 'Cluster',
    shape: {
      fields: {
        ...type,
        nodes: {
          list: {
            fields: {
              role: 'string',
              image: 'string',
              extraMounts: { list: mount },
              extraPortMappings: { list: port },
            },
          },
        },
        networking: { fields: networking },
        ...oldPatches,
      },
    },
  },
  'kind.x-k8s.io/v1alpha4': {
    kind: 'Cluster',
    shape: {
      fields: {
        ...type,
        name: 'string',
        nodes: {
          list: {
            fields: {
              role: 'string',
              image: 'string',
              labels: { map: 'string' },
              extraMounts: { list: mount },
              extraPortMappings: { list: port },
              ...patches,
            },
          },
        },
        networking: { fields: { ...networking, kubeProxyMode: 'string', dnsSearch: strings } },
        featureGates: { map: 'boolean' },
        runtimeConfig: { map: 'string' },
        ...patches,
        containerdConfigPatches: strings,
        containerdConfigPatchesJSON6902: strings,
      },
    },
  },
};

/** Whether a value has a shape: `unsure` where it depends on which words are allowed, or on odd ways to write scalars. */
export type Verdict = 'yes' | 'no' | 'unsure';

/** A scalar without quotes, as it is written. */
export class Plain {
  constructor(readonly text: string) {}
}

/** @param value what a YAML reader made of the text; scalars are strings (in quotes), `Plain` or null */
export function verdictOn(shape: Shape, value: unknown): Verdict {
  if (value === null || value === undefined) return 'yes';
  if (typeof shape === 'string') return scalarVerdict(shape, value);
  if ('list' in shape) return Array.isArray(value) ? worst(value.map((item) => verdictOn(shape.list, item))) : 'no';
  if (typeof value !== 'object' || Array.isArray(value) || value instanceof Plain) return 'no';
  if ('map' in shape) return worst(Object.values(value).map((item) => verdictOn(shape.map, item)));
  const { fields } = shape;
  return worst(
    Object.entries(value).map(([key, item]) => {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      return field === undefined ? 'no' : verdictOn(field, item);
    }),
  );
}

function scalarVerdict(shape: Extract<Shape, string>, value: unknown): Verdict {
  const plain = value instanceof Plain;
  if (!plain && typeof value !== 'string') return 'no';
  const text = plain ? value.text : value;
  if (shape === 'string') return 'yes';
  if (shape === 'word') return 'unsure';
  if (shape === 'boolean') {
    if (plain && /^(true|false)$/.test(text)) return 'yes';
    return /^[a-zA-Z]{1,5}$/.test(text) ? 'unsure' : 'no';
  }
  if (!plain) return 'no';
  const sure = shape === 'count' ? /^(0|[1-9]\d?)$/ : /^(0|-?[1-9]\d{0,8})$/;
  if (sure.test(text)) return 'yes';
  return /\d/.test(text) ? 'unsure' : 'no';
}

function worst(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes('no') ? 'no' : verdicts.includes('unsure') ? 'unsure' : 'yes';
}
