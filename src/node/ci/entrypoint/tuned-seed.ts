import type { SeedFile, SeedNodeFile, SeedObject } from '../../../seed/seed.js';

const MANIFESTS = '/etc/kubernetes/manifests/';
const COREDNS = '/registry/deployments/kube-system/coredns';

/** The startup probe of kubeadm's static pods: asked every ten seconds, at first after ten, for four minutes. */
const STARTUP_PROBE = /^( *)startupProbe:\n(?:\1 +.*\n)+/gm;

/** What the tuning reads and writes of CoreDNS' Deployment. */
interface DnsDeployment {
  spec: {
    replicas: number;
    template: { spec: { containers: { readinessProbe?: { periodSeconds: number } }[] } };
  };
}

/**
 * A seed for clusters that jobs wait for until every pod is Ready: what is ready is seen within a second, where kubeadm's
 * probes first look after ten; and the only node has one pod of CoreDNS. Settings that are not kubeadm's stay.
 */
export function tunedSeed(seed: SeedFile): SeedFile {
  const dns = seed.objects[COREDNS];
  const configurations = Object.entries(seed.configurations).map(([key, configuration]) => {
    const files = Object.entries(configuration.files).map(([path, file]) => [path, tunedFile(path, file)]);
    return [key, { ...configuration, files: Object.fromEntries(files) }];
  });
  return {
    ...seed,
    configurations: Object.fromEntries(configurations),
    objects: { ...seed.objects, ...(dns && { [COREDNS]: tunedDns(dns) }) },
  };
}

function tunedFile(path: string, file: SeedNodeFile): SeedNodeFile {
  if (!path.startsWith(MANIFESTS) || file.text === undefined) return file;
  return { ...file, text: file.text.replace(STARTUP_PROBE, earlyProbe) };
}

/** As patient as before. */
function earlyProbe(probe: string): string {
  return probe
    .replace('failureThreshold: 24\n', 'failureThreshold: 240\n')
    .replace('initialDelaySeconds: 10\n', 'initialDelaySeconds: 0\n')
    .replace('periodSeconds: 10\n', 'periodSeconds: 1\n');
}

function tunedDns(object: SeedObject): SeedObject {
  const deployment = structuredClone(object) as SeedObject & DnsDeployment;
  const { spec } = deployment;
  if (spec.replicas === 2) spec.replicas = 1;
  for (const { readinessProbe } of spec.template.spec.containers) {
    if (readinessProbe?.periodSeconds === 10) readinessProbe.periodSeconds = 1;
  }
  return deployment;
}
