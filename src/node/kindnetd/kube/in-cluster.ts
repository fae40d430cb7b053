import { readFileSync } from 'node:fs';
import { KindlingError } from '../../../errors.js';
import type { Endpoint } from './endpoint.js';

/** How a pod is to talk to the API server ("Accessing the Kubernetes API from a Pod"). */
export interface InCluster {
  /** The Service `kubernetes`: needs kube-proxy. */
  service: Endpoint;
  /**
   * Certificate authority (PEM) and bearer token as they are now. Read for each request: tokens are valid for about
   * an hour, and the kubelet replaces the file before that.
   */
  credentials(): { ca: string; token: string };
}

const DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Reads the environment of a pod.
 *
 * @param directory of the service account's files
 * @throws {KindlingError} CONFIG_INVALID outside of a pod
 */
export function inCluster(env: Readonly<Record<string, string | undefined>>, directory: string = DIRECTORY): InCluster {
  const host = env.KUBERNETES_SERVICE_HOST;
  const port = env.KUBERNETES_SERVICE_PORT;
  if (!host || !port) {
    throw new KindlingError(
      'CONFIG_INVALID',
      'not in a Kubernetes pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not both set',
    );
  }
  return {
    service: { host, port: Number(port) },
    credentials: () => ({
      ca: readFileSync(`${directory}/ca.crt`, 'utf8'),
      token: readFileSync(`${directory}/token`, 'utf8').trim(),
    }),
  };
}
