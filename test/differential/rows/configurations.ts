import type { DifferenceName } from '../differences.js';
import type { Invocation } from '../invocation.js';

const HEADER = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n';
/** No engine has it: a configuration that is accepted after all makes no cluster. */
const IMAGE = 'localhost/none:x';

function refused(config: string, ...differs: DifferenceName[]): Invocation {
  return {
    args: ['create', 'cluster', '--config', '-', '--image', IMAGE],
    stdin: config,
    about: JSON.stringify(config.replace(HEADER, '…')),
    differs,
  };
}

const field = (text: string, ...differs: DifferenceName[]) => refused(`${HEADER}${text}`, ...differs);
const mistake = (text: string) => field(text, 'yamlErrors');
const networking = (text: string) => field(`networking: { ${text} }\n`);
const mappings = (...texts: string[]) =>
  field(`nodes:\n- extraPortMappings:\n${texts.map((text) => `  - { ${text} }\n`).join('')}`);

/** Where configurations come from, and names that are given on the command line. */
export const configSources: readonly Invocation[] = [
  { args: ['create', 'cluster', '--config', 'nope.yaml'] },
  { args: ['create', 'cluster', '--config', '.'] },
  { args: ['create', 'cluster', '--config', 'c.yaml'], files: { 'c.yaml': `${HEADER}name: Bad_Name\n` } },
  { args: ['create', 'cluster', '--config', 'c.yaml', '-n', 'B_'], files: { 'c.yaml': `${HEADER}name: Bad_Name\n` } },
  { args: ['create', 'cluster', '--config', 'c.yaml', '-q'], files: { 'c.yaml': 'nonsense' } },
  { args: ['create', 'cluster', '--name', 'UPPER'] },
  { args: ['create', 'cluster', '--name', 'a_b'] },
  { args: ['create', 'cluster', '--name', 'a b'] },
  { args: ['create', 'cluster', '--name', 'a/b', '--image', IMAGE, '--retain', '--wait', '1m'] },
  { args: ['create', 'cluster', '--name', `${'a'.repeat(60)}_`], about: 'a long name' },
];

/** Text that is no configuration at all, or of another kind. */
export const configTypes: readonly Invocation[] = [
  ...['', ' ', '# only a comment\n', '---\n---\n', 'kind: Cluster\n', 'apiVersion: kind.x-k8s.io/v1alpha4\n', '{}'].map(
    (text) => refused(text),
  ),
  refused('kind: Config\napiVersion: kind.x-k8s.io/v1alpha4\n'),
  refused('kind: Cluster\napiVersion: kind.x-k8s.io/v1beta1\n'),
  refused('kind: Cluster\napiVersion: v1\n'),
  refused('kind: Cluster\napiVersion: kind.sigs.k8s.io/v1alpha9\n'),
  refused('kind: 7\napiVersion: kind.x-k8s.io/v1alpha4\n'),
  refused('Kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n'),
  refused(`---\n---\n${HEADER}`),
  refused('nonsense', 'yamlErrors'),
  refused('- a\n', 'yamlErrors'),
  refused('kind: [Cluster]\napiVersion: kind.x-k8s.io/v1alpha4\n', 'yamlErrors'),
  refused(`${HEADER}kind: Cluster\n`, 'yamlErrors'),
  refused(`${HEADER}name: a\nname: b\n`, 'yamlErrors'),
  ...['{', 'a: [', 'a: b: c', '\0', `${HEADER}nodes: *x\n`, `${HEADER}name: "a\n`, `${HEADER}\tname: a\n`].map((text) =>
    refused(text, 'yamlSyntax'),
  ),
];

/** Fields and values that cannot be decoded. */
export const configFields: readonly Invocation[] = [
  ...[
    'nodez: []\n',
    'nodes: 5\n',
    'nodes: {}\n',
    'nodes:\n- 5\n',
    'nodes:\n- rolle: worker\n',
    'nodes:\n- role: [x]\n',
  ].map(mistake),
  ...['nodes:\n- role: worker\n  role: worker\n', 'nodes:\n- labels: a\n', 'nodes:\n- kubeadmConfigPatches: a\n'].map(
    mistake,
  ),
  ...[
    'name: {}\n',
    'name: [a]\n',
    'networking: 5\n',
    'networking:\n  ipfamily: ipv4\n',
    'networking:\n  dnsSearch: a\n',
  ].map(mistake),
  ...['x', '99999999999', '"80"', '[]'].map((value) => mistake(`networking:\n  apiServerPort: ${value}\n`)),
  ...['maybe', '1', '"true"'].map((value) => mistake(`networking:\n  disableDefaultCNI: ${value}\n`)),
  ...['featureGates: [a]\n', 'featureGates:\n  A: b\n', 'runtimeConfig:\n  a: {}\n', 'runtimeConfig: 1\n'].map(mistake),
  ...['kubeadmConfigPatches: a\n', 'kubeadmConfigPatchesJson6902: []\n', 'containerdConfigPatches: {}\n'].map(mistake),
  ...['name: x\n', 'namespace: x\n', 'patch: []\n'].map((text) => mistake(`kubeadmConfigPatchesJSON6902:\n- ${text}`)),
  mistake('nodes:\n- extraMounts:\n  - hostpath: /a\n'),
  mistake('nodes:\n- extraMounts:\n  - readOnly: 5\n'),
  mistake('nodes:\n- extraMounts: /a:/b\n'),
  mistake('nodes:\n- extraPortMappings:\n  - hostPort: "80"\n    contanerPort: 5\n'),
  mistake('nodez: []\nnetworking:\n  ipfamily: ipv4\n'),
  field('name: !!binary x\n', 'yamlSyntax'),
  field('nodes:\n- extraMounts:\n  - propagation: Sideways\n', 'configPosition'),
  field('nodes:\n- extraPortMappings:\n  - protocol: ICMP\n', 'configPosition'),
  field('name: Bad_Name\nnetworking:\n  apiServerPort: 1.5\n', 'fractions'),
];

/** What validation refuses (spec §2.5). */
export const configValues: readonly Invocation[] = [
  ...['Bad_Name', '"a b"', '"é"', 'UPPER', '"-\\n"'].map((name) => field(`name: ${name}\n`)),
  ...[65536, 70000, -2, -2147483648].map((port) => networking(`apiServerPort: ${port}`)),
  ...['ipFamily: ipv5', 'ipFamily: IPv4', 'kubeProxyMode: turbo', 'kubeProxyMode: IPTABLES'].map(networking),
  ...['x', '10.0.0.0/33', '10.0.0.0', '"10.0.0.0/16,"', '010.0.0.0/16', '" 10.0.0.0/16"', '"fd00::/64"'].map((subnet) =>
    networking(`podSubnet: ${subnet}`),
  ),
  ...['x', '"fd00::/112"', '"10.0.0.0/16,10.1.0.0/16"', '"10.0.0.0/16,fd00::/112"'].map((subnet) =>
    networking(`serviceSubnet: ${subnet}`),
  ),
  networking('ipFamily: ipv6, podSubnet: 10.0.0.0/16'),
  networking('ipFamily: ipv6, serviceSubnet: "fd00::/112,fd01::/112"'),
  networking('ipFamily: dual, podSubnet: "10.0.0.0/16,10.1.0.0/16"'),
  networking('ipFamily: dual, podSubnet: "10.0.0.0/16,fd00::/64,fd01::/64"'),
  networking('ipFamily: dual, serviceSubnet: "fd00::/112,fd01::/112"'),
  networking('podSubnet: x, serviceSubnet: x'),
  networking('podSubnet: "", apiServerPort: 70000'),
  ...['[{ role: worker }]', '[{ role: king }]', '[{ role: king }, { role: queen }, { role: king }]'].map((nodes) =>
    field(`nodes: ${nodes}\n`),
  ),
  field('nodes: []\nname: Bad_Name\n'),
  field('nodes: null\nnetworking: null\nname: Bad_Name\n'),
  field('name: Bad_Name\n---\nname: other\n'),
  field('x: &x Bad_Name\n', 'yamlErrors'),
  field('name: &x Bad_Name\nnodes: [{ image: *x }]\n'),
  mappings('hostPort: 70000, containerPort: 80'),
  mappings('hostPort: 80, containerPort: 70000'),
  mappings('hostPort: -2, containerPort: -1'),
  mappings('hostPort: 80, containerPort: 80', 'hostPort: 80, containerPort: 81'),
  mappings('hostPort: 80, listenAddress: "::", protocol: UDP', 'hostPort: 80, listenAddress: 1.2.3.4, protocol: udp'),
  mappings('hostPort: 80, listenAddress: "fd00::1"', 'hostPort: 80, listenAddress: "fd00::1"'),
  mappings('hostPort: 80, listenAddress: 0.0.0.0, protocol: SCTP', 'hostPort: 80, listenAddress: "::", protocol: sctp'),
  mappings('hostPort: 80, listenAddress: localhost'),
  mappings('hostPort: 80', 'hostPort: 80, protocol: TCP', 'hostPort: 80, protocol: TCP'),
  field(
    'nodes:\n- role: king\n  extraPortMappings: [{ hostPort: 70000, containerPort: 70000 }]\n- { role: worker, image: "" }\n',
  ),
  field(
    'name: B_\nnetworking:\n  apiServerPort: 70000\n  ipFamily: x\n  podSubnet: y\n  serviceSubnet: z\n  kubeProxyMode: w\nnodes: [{ role: king }]\n',
  ),
];
