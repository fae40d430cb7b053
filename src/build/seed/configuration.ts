import { validate } from '../../config/validate.js';
import { KindlingError } from '../../errors.js';
import { renderKubeadmConfig } from '../../kubeadm/render.js';
import { developmentTuning, type TuningFacts } from '../../kubeadm/tuning.js';
import { formatYaml } from '../../kubeadm/yaml.js';
import { MARKERS } from '../../seed/markers.js';
import { SEED_SERVICE_SUBNET } from '../../seed/seed.js';

/**
 * The kubeadm configuration of a cluster whose names and addresses are markers: what a create writes for a cluster
 * without any settings, so that kubeadm makes of it what it would make of that cluster's.
 *
 * @param version Kubernetes version with its `v`
 * @param facts what the cluster is tuned for
 * @returns the content of a file for kubeadm's `--config`
 */
export function seedConfiguration(version: string, facts: TuningFacts): string {
  const [label, value] = MARKERS.nodeLabels.split('=') as [string, string];
  const labels = { [label]: value };
  const registration = { kind: 'InitConfiguration', nodeRegistration: { name: MARKERS.nodeName } };
  const cluster = validate({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    name: MARKERS.clusterName,
    nodes: Array.from({ length: facts.controlPlanes }, () => ({ role: 'control-plane' as const, labels })),
    networking: {
      apiServerAddress: MARKERS.apiServerAddress,
      podSubnet: MARKERS.podSubnet,
      serviceSubnet: SEED_SERVICE_SUBNET,
    },
    // kubeadm would take the name of the machine that builds.
    kubeadmConfigPatches: [formatYaml(registration)],
  });
  const [node] = cluster.nodes;
  if (node === undefined) throw new KindlingError('INTERNAL', "the seed's cluster has no node");
  return renderKubeadmConfig({
    cluster,
    node,
    kubernetesVersion: version,
    controlPlaneEndpoint: MARKERS.endpoint,
    nodeAddresses: { ipv4: MARKERS.nodeAddress },
    engine: 'docker',
    rootless: false,
    tuning: developmentTuning(facts),
  }).text;
}

/** The same for a control plane on this machine, with its keys in a directory of its own. */
export function withKeysIn(configuration: string, pki: string): string {
  // ClusterConfiguration is the first document; its fields end where the next document starts.
  return configuration.replace(/^clusterName: /m, `${formatYaml({ certificatesDir: pki })}clusterName: `);
}
