import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whatever is different in each certificate of the same purpose. */
const PARTICULARS = 'no_serial,no_validity,no_pubkey,no_sigdump';

/**
 * What a certificate is for and what it may be used for, as openssl writes it: subject, issuer, algorithm of the
 * signature, and extensions in their order; and its key's kind and how long it is valid, to the minute.
 *
 * @param pem PEM text
 */
export function purposeOf(pem: string): string {
  const text = openssl(pem, 'x509', '-noout', '-text', '-certopt', PARTICULARS);
  const { publicKey, validFrom, validTo } = new X509Certificate(pem);
  const minutes = Math.round((Date.parse(validTo) - Date.parse(validFrom)) / 60_000);
  const { modulusLength, publicExponent, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  const key = [publicKey.asymmetricKeyType, namedCurve ?? `${modulusLength} bit, exponent ${publicExponent}`].join(' ');
  // The identifiers of keys.
  return `${text.replace(/^( *)(keyid:)?([0-9A-F]{2}:){19}[0-9A-F]{2}$/gm, '$1$2KEY')}${key}, ${minutes} min\n`;
}

/** A cluster's authorities, and whom they vouch for as servers and as clients. */
const AUTHORITIES = [
  { authority: 'ca', servers: ['apiserver'], clients: ['apiserver-kubelet-client'] },
  {
    authority: 'etcd/ca',
    servers: ['etcd/server', 'etcd/peer'],
    clients: ['etcd/server', 'etcd/peer', 'etcd/healthcheck-client', 'apiserver-etcd-client'],
  },
  { authority: 'front-proxy-ca', servers: [], clients: ['front-proxy-client'] },
];

/**
 * Lets openssl judge the certificates of a control plane.
 *
 * @param read gives PEM texts by their path in /etc/kubernetes/pki
 * @throws with openssl's reason when one is not good for its use
 */
export async function verifyControlPlane(read: (path: string) => Promise<string>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'kindling-authorities-'));
  try {
    for (const [index, { authority, servers, clients }] of AUTHORITIES.entries()) {
      const file = join(directory, `${index}.crt`);
      await writeFile(file, await read(`${authority}.crt`));
      const verify = async (name: string, use: string) =>
        openssl(await read(`${name}.crt`), 'verify', '-purpose', use, '-CAfile', file);
      for (const name of servers) await verify(name, 'sslserver');
      for (const name of clients) await verify(name, 'sslclient');
    }
  } finally {
    await rm(directory, { recursive: true });
  }
}

function openssl(input: string, ...args: string[]): string {
  return execFileSync('openssl', args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
}
