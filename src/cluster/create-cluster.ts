import { createHash } from 'node:crypto';
import { allInOrder } from '../all-in-order.js';
import { throwIfCancelled } from '../cancelled.js';
import { DEFAULT_CLUSTER_NAME } from '../config/defaults.js';
import type { Cluster } from '../config/v1alpha4.js';
import { validate } from '../config/validate.js';
import type { CreateContext } from '../create/context.js';
import { createPlan, WAIT_STEP } from '../create/create-plan.js';
import { unreachablePorts, withReachableApiServer } from '../create/ipv6-loopback.js';
import { PhaseReporter } from '../create/phase-reporter.js';
import { phaseOrder } from '../create/phases.js';
import type { StepTiming } from '../create/plan.js';
import type { Bootstrap } from '../create/seeded.js';
import { formatTimings } from '../create/timings.js';
import { undoCreate } from '../create/undo.js';
import { formatSeconds } from '../duration.js';
import type { Engine, EngineHost } from '../engine/engine.js';
import { networkName } from '../engine/network-name.js';
import { checkRequirements } from '../engine/requirements.js';
import { KindlingError, wrapError } from '../errors.js';
import { removeKubeconfig } from '../kubeconfig/index.js';
import { silent } from '../progress.js';
import { type ConfigFile, type ConfigText, configOf } from './config.js';
import { exportKubeconfig } from './kubeconfig.js';
import { listNodes } from './list.js';
import { withNameLock } from './name-lock.js';
import { cancelOptions, type KubeconfigOptions, type NamedClusterOptions } from './options.js';
import { remoteMounts } from './remote.js';

export interface CreateOptions extends NamedClusterOptions, KubeconfigOptions {
  /** The configuration: a file, text, or an object, for which all that text can hold is checked, too. Default: one node. */
  config?: ConfigFile | ConfigText | Cluster;
  /** Node image for every node, over the configuration's. */
  image?: string;
  /** Keep the nodes when something fails. Default: false. */
  retain?: boolean;
  /** Milliseconds to wait for every node to be Ready. Default: 0, no waiting. */
  wait?: number;
  /**
   * How the control plane comes to be: by `kubeadm init`, or from the seed in its node image, which gives the same
   * cluster sooner but cannot do everything. Default: `seed` where it can, otherwise `kubeadm`.
   */
  bootstrap?: Bootstrap;
  /**
   * Make the nodes and write their configuration, but run nothing of Kubernetes: `kubeadm` is then yours to call, with
   * /kind/kubeadm.conf. No kubeconfig is written. Default: false.
   */
  stopBeforeSettingUpKubernetes?: boolean;
  /** Absolute path that relative host paths in the configuration are resolved against. Default: the process' own. */
  cwd?: string;
}

export interface CreatedCluster {
  name: string;
  nodes: string[];
  /** The kubeconfig context. */
  context: string;
  /** The file that the kubeconfig was written to; undefined with `stopBeforeSettingUpKubernetes`. */
  kubeconfigPath: string | undefined;
  /** What each step of the create took. */
  timings: StepTiming[];
}

/** Longer names make host names that some systems refuse. */
const LONG_NAME = 50;

/**
 * Creates a cluster. A failure removes what was made, unless `retain`.
 *
 * @throws {KindlingError} CONFIG_INVALID, CLUSTER_EXISTS, IMAGE_NOT_FOUND, PORT_TAKEN, NO_SPACE, PREFLIGHT, TIMEOUT,
 *   NODE_FAILED or what the engine says; KUBECONFIG when only the export failed: the cluster then stays
 */
export async function createCluster(options: CreateOptions): Promise<CreatedCluster> {
  try {
    return await create(options);
  } catch (error) {
    throwIfCancelled(options.signal);
    throw wrapError(error, 'failed to create cluster');
  }
}

async function create(options: CreateOptions): Promise<CreatedCluster> {
  const { engine, progress = silent, cwd = process.cwd() } = options;
  const config = await configOf(options.config, progress);
  const name = options.name || config.name || DEFAULT_CLUSTER_NAME;
  const [info, existing] = await allInOrder([engine.info(cancelOptions(options)), listNodes({ ...options, name })]);
  for (const warning of checkRequirements(info)) progress.warn(warning);
  if (existing.length > 0) {
    throw new KindlingError('CLUSTER_EXISTS', `node(s) already exist for a cluster with the name "${name}"`, {
      hint: `delete it with: kind delete cluster --name ${name}, or choose another --name`,
    });
  }
  if (name.length > LONG_NAME) {
    progress.warn(`cluster name "${name}" is probably too long, this might not work properly on some systems`);
  }
  const cluster = validate(withReachableApiServer(config, info), {
    name,
    ...(options.image && { image: options.image }),
  });
  const host = await engine.host(cancelOptions(options));
  for (const warning of [...remoteMounts(cluster, host, cwd), ...unreachablePorts(cluster, info)])
    progress.warn(warning);
  const env = options.env ?? process.env;
  const context: CreateContext = {
    engine,
    info,
    host,
    cluster,
    progress,
    env,
    cwd,
    network: networkName(engine.name, env, progress),
    created: new Set(),
    bootstrap: options.bootstrap,
    ready: false,
  };
  progress.log(`Creating cluster "${name}" ...`);
  const timings = await withNameLock(lockKey(engine, host, name), name, () => bootstrap(context, options));
  if (context.ready) progress.log(` • Ready after ${formatSeconds(waited(timings))} 💚`);
  progress.log(formatTimings(timings), 1);
  const nodes = cluster.nodes.map((node) => node.name);
  if (options.stopBeforeSettingUpKubernetes) {
    return { name, nodes, context: `kind-${name}`, kubeconfigPath: undefined, timings };
  }
  const exported = await exportKubeconfig({ ...options, name }).catch(async (error) => {
    // A failed export leaves the cluster; a cancelled create does not.
    if (options.signal?.aborted && !options.retain) await undo(context, options);
    throw error;
  });
  progress.log(`Set kubectl context to "${exported.context}"`);
  return { name, nodes, context: exported.context, kubeconfigPath: exported.path, timings };
}

/** Clusters on different machines may have one name. */
function lockKey(engine: Engine, { place, address = '' }: EngineHost, name: string): string {
  const machine = place === 'remote' ? `-${createHash('sha256').update(address).digest('hex').slice(0, 16)}` : '';
  return `${engine.name}${machine}-${name}`;
}

/** Runs the plan; undoes what it made when it fails. */
async function bootstrap(context: CreateContext, options: CreateOptions): Promise<StepTiming[]> {
  const wait = options.wait ?? 0;
  const plan = createPlan(context, wait, options.stopBeforeSettingUpKubernetes);
  const reporter = new PhaseReporter(phaseOrder(context.cluster, wait), plan.steps, context.progress);
  reporter.begin();
  try {
    return await plan.run({
      ...cancelOptions(options),
      onEnd: (step, _, error) => reporter.stepEnded(step, error),
    });
  } catch (error) {
    context.progress.end(false);
    if (!options.retain) await undo(context, options);
    throw error;
  }
}

async function undo(context: CreateContext, options: CreateOptions): Promise<void> {
  await undoCreate(context);
  await removeKubeconfig(context.cluster.name, options.kubeconfig, context.env).catch(() => {});
}

function waited(timings: readonly StepTiming[]): number {
  const wait = timings.find(({ step }) => step === WAIT_STEP);
  return wait ? wait.end - wait.start : 0;
}
