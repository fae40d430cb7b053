import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Locate } from './control-plane.js';

const KUBECONFIG = '/etc/kubernetes/kubelet.conf';
const DIRECTORY = '/var/lib/kubelet/pki';
/** What the kubelet reads, and points elsewhere when it renews its certificate. */
const CURRENT = `${DIRECTORY}/kubelet-client-current.pem`;

/**
 * Lets the kubelet renew its client certificate: kubeadm writes it into the kubelet's kubeconfig, and moves it to a file
 * after the kubelet has started (its phase `kubelet-finalize`), which then has to start once more. Here it is moved
 * before.
 */
export function rotateClientCertificate(at: Locate): void {
  const text = readFileSync(at(KUBECONFIG), 'utf8');
  const pem = ['client-certificate', 'client-key'].map((field) => {
    const data = new RegExp(`^\\s*${field}-data: (\\S+)$`, 'm').exec(text)?.[1];
    if (data === undefined) throw new Error(`${KUBECONFIG} has no ${field}-data`);
    return Buffer.from(data, 'base64').toString();
  });
  mkdirSync(at(DIRECTORY), { recursive: true, mode: 0o755 });
  const file = `${DIRECTORY}/kubelet-client-${new Date().toISOString().replace(/:/g, '-').replace(/\..*/, '')}.pem`;
  writeFileSync(at(file), pem.join(''), { mode: 0o600 });
  symlinkSync(file, at(CURRENT));
  writeFileSync(at(KUBECONFIG), text.replaceAll(/^(\s*client-(?:certificate|key))-data: \S+$/gm, `$1: ${CURRENT}`));
}
