import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { itself, type Locate } from './write-files.js';

const KUBECONFIG = '/etc/kubernetes/kubelet.conf';
const DIRECTORY = '/var/lib/kubelet/pki';
/** What the kubelet reads, and points elsewhere when it renews its certificate: PEM, certificate and key. */
export const CLIENT_CERTIFICATE = `${DIRECTORY}/kubelet-client-current.pem`;

/**
 * Lets the kubelet renew its client certificate: `kubeadm init` writes it into the kubelet's kubeconfig, and moves it to a file
 * after the kubelet has started (its phase `kubelet-finalize`), which then has to start once more. Here it is moved
 * before.
 *
 * @param at where paths of the node are. Default: there
 */
export function rotateClientCertificate(at: Locate = itself): void {
  const text = readFileSync(at(KUBECONFIG), 'utf8');
  const pem = ['client-certificate', 'client-key'].map((field) => {
    const data = new RegExp(`^\\s*${field}-data: (\\S+)$`, 'm').exec(text)?.[1];
    if (data === undefined) throw new Error(`${KUBECONFIG} has no ${field}-data`);
    return Buffer.from(data, 'base64').toString();
  });
  mkdirSync(at(DIRECTORY), { recursive: true, mode: 0o755 });
  const file = `${DIRECTORY}/kubelet-client-${new Date().toISOString().replace(/[:T]/g, '-').replace(/\..*/, '')}.pem`;
  writeFileSync(at(file), pem.join(''), { mode: 0o600 });
  symlinkSync(file, at(CLIENT_CERTIFICATE));
  writeFileSync(
    at(KUBECONFIG),
    text.replaceAll(/^(\s*client-(?:certificate|key))-data: \S+$/gm, `$1: ${CLIENT_CERTIFICATE}`),
  );
}
