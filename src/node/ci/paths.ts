/** What belongs to the CI image alone. */
const DIRECTORY = '/kind/ci';

/** Is there when the cluster has been made: the version of Kubernetes. */
export const CLUSTER_MADE = `${DIRECTORY}/cluster-made`;

/** Static pods that follow when the API server answers. */
export const FOLLOWERS = `${DIRECTORY}/followers`;

/** Keys and certificates that every container of the image has; only in images that were built so. */
export const SHARED_IDENTITIES = `${DIRECTORY}/shared-pki.json`;

/** The script that jobs can fetch. */
export const WAIT_FOR_KIND = `${DIRECTORY}/wait-for-kind`;

/** What the entrypoint tells the readiness server of this start: see StartFile. Gone when the container ends. */
export const START_FILE = '/run/kind-ci/start.json';

/** Runs when the cluster is ready, if it is there (spec §10.1). */
export const READY_HOOK = '/kubernetes-ready.sh';

/** In START_FILE. */
export interface StartFile {
  /** ISO 8601. */
  startedAt: string;
  staticIp: string;
  /** With its `v`. */
  kubernetesVersion: string;
  /** Of the container, as its engine made it: for the hook. */
  environment: Record<string, string>;
}
