import { X509Certificate } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { API_SERVER_PORT } from '../../config/names.js';
import { isFor, withFurtherNames } from '../../pki/further-names.js';
import type { Log } from '../log.js';

/** How many names and addresses the certificate may be for: clients can ask for any. */
const MOST_NAMES = 64;

/** Milliseconds that the API server may take to notice its new certificate, and between two looks at it. */
const DEADLINE = 5_000;
const PAUSE = 20;

export interface ApiCertificateOptions {
  /** Absolute path of the directory with the API server's certificate and its authority. */
  directory: string;
  log: Log;
  /** Of the API server on this machine. Default: kubeadm's. */
  port?: number;
}

/**
 * The API server's certificate. It is made good for whatever name a client has found this container by: a container
 * does not know the aliases that it has on its networks.
 */
export class ApiCertificate {
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly options: ApiCertificateOptions) {}

  /**
   * Makes the certificate good for names and addresses, and waits until the API server has it, if that is running.
   * When there would be too many, the certificate stays as it is, and the log says so.
   */
  async admit(...names: readonly string[]): Promise<void> {
    // One after another: each starts from what the one before has written.
    const next = this.last.then(() => this.renew(names));
    this.last = next.catch(() => {});
    await next;
  }

  private async renew(names: readonly string[]): Promise<void> {
    const { directory, log } = this.options;
    const read = (name: string) => readFileSync(`${directory}/${name}`, 'utf8');
    const before = read('apiserver.crt');
    const after = withFurtherNames(before, { certificate: read('ca.crt'), privateKey: read('ca.key') }, names);
    if (after === before) return;
    if (namesOf(after) > MOST_NAMES) {
      log('WARN', `the API server's certificate is for ${namesOf(before)} names already: not for ${names.join(', ')}`);
      return;
    }
    replaceFile(`${directory}/apiserver.crt`, after);
    log('INFO', `the API server's certificate is now for ${names.join(', ')} as well`);
    await this.taken(names);
  }

  /** Waits until the API server shows a certificate for the names. One that does not run will read it when it starts. */
  private async taken(names: readonly string[]): Promise<void> {
    const deadline = performance.now() + DEADLINE;
    for (;;) {
      const shown = await shownCertificate(this.options.port ?? API_SERVER_PORT).catch(() => undefined);
      if (shown === undefined || names.every((name) => isFor(shown, name))) return;
      if (performance.now() > deadline) {
        this.options.log('WARN', `the API server has not taken its new certificate within ${DEADLINE / 1000} s`);
        return;
      }
      await sleep(PAUSE);
    }
  }
}

function namesOf(certificate: string): number {
  return new X509Certificate(certificate).subjectAltName?.split(', ').length ?? 0;
}

/** Readers see the old file or the new one, never a part. */
function replaceFile(path: string, text: string): void {
  const temporary = `${path}.new`;
  rmSync(temporary, { force: true });
  writeFileSync(temporary, text, { mode: 0o644 });
  renameSync(temporary, path);
}

async function shownCertificate(port: number): Promise<X509Certificate | undefined> {
  return await new Promise((resolve, reject) => {
    // What it shows is looked at, not trusted.
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
    socket.setTimeout(1_000, () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      resolve(socket.getPeerX509Certificate());
      socket.destroy();
    });
  });
}
