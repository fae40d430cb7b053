import { DEFAULT_CLUSTER_NAME } from '../config/defaults.js';
import type { Cluster } from '../config/v1alpha4.js';
import { validate } from '../config/validate.js';
import type { CreateContext } from '../create/context.js';
import { createPlan, firstControlPlane, WAIT_STEP } from '../create/create-plan.js';
import { PhaseReporter } from '../create/phase-reporter.js';
import { phaseOrder } from '../create/phases.js';
import type { StepTiming } from '../create/plan.js';
import { formatTimings } from '../create/timings.js';
import { undoCreate } from '../create/undo.js';
import { formatSeconds } from '../duration.js';
import { networkName } from '../engine/network-name.js';
import { checkRequirements } from '../engine/requirements.js';
import { KindlingError, wrapError } from '../errors.js';
import { removeKubeconfig } from '../kubeconfig/index.js';
import { silent } from '../progress.js';
import { type ConfigText, readConfig } from './config.js';
import { exportKubeconfig } from './kubeconfig.js';
import { listNodes } from './list.js';
import { withNameLock } from './name-lock.js';
import { cancelOptions, type KubeconfigOptions, type NamedClusterOptions } from './options.js';

export interface CreateOptions extends NamedClusterOptions, KubeconfigOptions {
  /** The configuration: YAML text with where it comes from (for error messages), or an object. Default: one node. */
  config?: ConfigText | Cluster;
  /** Node image for every node, over the configuration's. */
  image?: string;
  /** Keep the nodes when something fails. Default: false. */
  retain?: boolean;
  /** Milliseconds to wait for every node to be Ready. Default: 0, no waiting. */
  wait?: number;
  /** Absolute path that relative host paths in the configuration are resolved against. Default: the process' own. */
  cwd?: string;
}

export interface CreatedCluster {
  name: string;
  nodes: string[];
  /** The kubeconfig context and the file that it was written to. */
  context: string;
  kubeconfigPath: string;
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
    if (options.signal?.aborted) throw error;
    throw wrapError(error, 'failed to create cluster');
  }
}

async function create(options: CreateOptions): Promise<CreatedCluster> {
  const { engine, progress = silent, wait = 0 } = options;
  const given = options.config ?? {};
  const config = 'text' in given ? readConfig(given, progress) : given;
  const name = options.name || config.name || DEFAULT_CLUSTER_NAME;
  const [info, existing] = await Promise.all([engine.info(cancelOptions(options)), listNodes({ ...options, name })]);
  for (const warning of checkRequirements(info)) progress.warn(warning);
  if (existing.length > 0) {
    throw new KindlingError('CLUSTER_EXISTS', `node(s) already exist for a cluster with the name "${name}"`, {
      hint: `delete it with: kind delete cluster --name ${name}, or choose another --name`,
    });
  }
  if (name.length > LONG_NAME) {
    progress.warn(`cluster name "${name}" is probably too long, this might not work properly on some systems`);
  }
  const cluster = validate(config, {
    name,
    ...(options.image && { image: options.image }),
  });
  firstControlPlane(cluster.nodes);
  const env = options.env ?? process.env;
  const context: CreateContext = {
    engine,
    info,
    cluster,
    progress,
    env,
    cwd: options.cwd ?? process.cwd(),
    network: networkName(engine.name, env, progress),
    created: new Set(),
  };
  progress.log(`Creating cluster "${name}" ...`);
  const timings = await withNameLock(`${engine.name}-${name}`, name, () => bootstrap(context, options));
  if (wait > 0) progress.log(` • Ready after ${formatSeconds(waited(timings))} 💚`);
  progress.log(formatTimings(timings), 1);
  const exported = await exportKubeconfig({ ...options, name }).catch(async (error) => {
    // A failed export leaves the cluster; a cancelled create does not.
    if (options.signal?.aborted && !options.retain) await undo(context, options);
    throw error;
  });
  progress.log(`Set kubectl context to "${exported.context}"`);
  const nodes = cluster.nodes.map((node) => node.name);
  return { name, nodes, context: exported.context, kubeconfigPath: exported.path, timings };
}

/** Runs the plan; undoes what it made when it fails. */
async function bootstrap(context: CreateContext, options: CreateOptions): Promise<StepTiming[]> {
  const wait = options.wait ?? 0;
  const plan = createPlan(context, wait);
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
