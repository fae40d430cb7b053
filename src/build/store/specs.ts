import type { ImageSpec, RunConfig } from '../archive/image-spec.js';
import type { StoreLayers } from './layers.js';
import type { StoreSources } from './sources.js';

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const SYSTEM_CERTIFICATES = 'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt';

/**
 * The images inside a node. Those of one static binary share a layer and differ in their entrypoint only; kubeadm's
 * manifests name the programs (`kube-apiserver`, found by PATH) and CoreDNS' gives just arguments.
 */
export function storeImages(sources: Pick<StoreSources, 'names' | 'arch'>, layers: StoreLayers): ImageSpec[] {
  const { names, arch } = sources;
  const image = (name: string, stack: readonly string[], run: RunConfig): ImageSpec => ({
    names: [name],
    architecture: arch,
    run: { Env: [PATH], WorkingDir: '/', ...run },
    layers: stack,
  });
  const program = (name: string, entrypoint: string, run: RunConfig = {}) =>
    image(name, [layers.kubernetes], { Env: [PATH, SYSTEM_CERTIFICATES], Entrypoint: [entrypoint], ...run });
  return [
    program(names.apiserver, '/usr/local/bin/kube-apiserver'),
    program(names.controllerManager, '/usr/local/bin/kube-controller-manager'),
    program(names.scheduler, '/usr/local/bin/kube-scheduler'),
    program(names.etcd, '/usr/local/bin/etcd'),
    program(names.coredns, '/coredns', { User: '65532:65532', ExposedPorts: { '53/udp': {}, '53/tcp': {} } }),
    program(names.localPathProvisioner, '/usr/local/bin/local-path-provisioner'),
    image(names.proxy, [layers.kubernetes, layers.network], { Entrypoint: ['/usr/local/bin/kube-proxy'] }),
    image(names.kindnetd, [layers.network, layers.kindnetd], { Entrypoint: ['/usr/local/bin/kindnetd'] }),
    image(names.localPathHelper, [layers.helper], { Cmd: ['/bin/sh'] }),
    image(names.pause, [layers.pause], { Entrypoint: ['/pause'], User: '65535:65535' }),
  ];
}
