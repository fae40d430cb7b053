import assert from 'node:assert/strict';
import fc, { type Arbitrary } from 'fast-check';
import { stringify } from 'yaml';
import type { Json, JsonObject } from '../../src/config/patch/json.js';
import { mergePatch } from '../../src/config/patch/merge-patch.js';
import { KindlingError } from '../../src/errors.js';
import type { KubeadmDocument } from '../../src/kubeadm/document.js';
import { type KubeadmPatches, type PatchedDocuments, patchDocuments } from '../../src/kubeadm/patch/apply.js';
import { formatYaml, parseYaml } from '../../src/kubeadm/yaml.js';
import { plainlyRead } from '../../src/yaml/quoted-strings.js';
import { edited } from './support/edited-text.js';
import { fuzz } from './support/fuzz.js';
import { jsonPatches } from './support/json-patch.arbitrary.js';
import { YAML_PIECES } from './support/yaml-pieces.js';

const DOCUMENTS: readonly KubeadmDocument[] = [
  {
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind: 'ClusterConfiguration',
    metadata: { name: 'config' },
    apiServer: { certSANs: ['localhost', '127.0.0.1'], extraArgs: [{ name: 'runtime-config', value: '' }] },
    networking: { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/16' },
  },
  {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    metadata: { name: 'config' },
    evictionHard: { 'nodefs.available': '0%' },
    failSwapOn: false,
  },
];

const kinds = fc.constantFrom('ClusterConfiguration', 'KubeletConfiguration', 'JoinConfiguration', 'kind', '', null, 3);
const versions = fc.constantFrom(
  undefined,
  ...['', 'kubeadm.k8s.io/v1beta4', 'kubeadm.k8s.io/v1beta3', 'kubelet.config.k8s.io/v1beta1', 'v1'],
);
const scalars: Arbitrary<Json> = fc.oneof(
  fc.string(),
  fc.constantFrom('yes', 'no', '010', '1e3', '0x1', '~', 'null', '<<', '*a', '2026-01-01', '1:30', '', ' x '),
  fc.boolean(),
  fc.integer(),
  fc.constant(null),
);
const keys = fc.oneof(
  fc.constantFrom('apiServer', 'certSANs', 'extraArgs', 'kubeletExtraArgs', 'networking', 'evictionHard', 'metadata'),
  fc.constantFrom('kind', 'apiVersion', 'name', 'value', '__proto__', '<<', 'y', '1'),
  fc.string({ maxLength: 4 }),
);
const { object } = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalars, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));

const patchValues = fc.tuple(object, kinds, versions).map(([{ apiVersion: _, ...fields }, kind, apiVersion]) => {
  return { ...fields, kind, ...(apiVersion === undefined ? {} : { apiVersion }) } as JsonObject;
});

const PIECES = [...YAML_PIECES, 'kind: ClusterConfiguration\n'];
const written = patchValues.map((value) => stringify(value, { ...plainlyRead, aliasDuplicateObjects: false }));
const patches: Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: written },
  { weight: 2, arbitrary: fc.tuple(written, written).map((two) => two.join('---\n')) },
  { weight: 5, arbitrary: edited(written, PIECES) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((parts) => parts.join('')) },
);

const operations = fc.record(
  {
    group: fc.constantFrom('', 'kubeadm.k8s.io', 'kubelet.config.k8s.io'),
    version: fc.constantFrom('', 'v1beta1', 'v1beta4'),
    kind: fc.constantFrom('ClusterConfiguration', 'KubeletConfiguration', ''),
    patch: fc.oneof(jsonPatches(DOCUMENTS[0] ?? {}), jsonPatches(DOCUMENTS[1] ?? {})),
  },
  { requiredKeys: ['kind', 'patch'] },
);

/** The documents, or undefined for the only kind of error that may come. */
function patched({ kubeadmConfigPatches = [], kubeadmConfigPatchesJSON6902 = [] }: Partial<KubeadmPatches>) {
  let result: PatchedDocuments;
  try {
    result = patchDocuments(DOCUMENTS, { kubeadmConfigPatches, kubeadmConfigPatchesJSON6902 }, '');
  } catch (error) {
    if (!(error instanceof KindlingError)) throw error;
    assert.equal(error.code, 'CONFIG_INVALID', error.message);
    assert.match(
      error.message,
      /^failed to (parse patches|parse JSON 6902 patches|apply patch|apply JSON 6902 patch): ./,
    );
    return undefined;
  }
  assert.equal(result.documents.length, DOCUMENTS.length);
  // What is written can be read again.
  for (const document of result.documents) assert.deepEqual(parseYaml(formatYaml(document)), document);
  return result;
}

fuzz(
  'merge patches are merged, or refused',
  { reader: 'kubeadm', part: 0.5 },
  fc.array(patches, { maxLength: 3 }),
  (texts) => {
    patched({ kubeadmConfigPatches: texts });
  },
);

fuzz('a document that no patch is for stays as it is', { reader: 'kubeadm', part: 0.2 }, patchValues, (value) => {
  const result = patched({ kubeadmConfigPatches: [formatYaml(value)] });
  assert.ok(result !== undefined);
  for (const [index, document] of DOCUMENTS.entries()) {
    const isFor = value.kind === document.kind && (!value.apiVersion || value.apiVersion === document.apiVersion);
    if (!isFor) assert.deepEqual(result.documents[index], document);
    else if (!/certSANs|[aA]rgs/.test(JSON.stringify(value))) {
      assert.deepEqual(result.documents[index], mergePatch(document, value));
    }
  }
});

fuzz(
  'JSON 6902 patches are applied, or refused',
  { reader: 'kubeadm', part: 0.3 },
  fc.tuple(fc.array(written, { maxLength: 1 }), fc.array(operations, { maxLength: 3 })),
  ([kubeadmConfigPatches, kubeadmConfigPatchesJSON6902]) => {
    patched({ kubeadmConfigPatches, kubeadmConfigPatchesJSON6902 });
  },
);
