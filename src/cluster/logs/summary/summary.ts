import { createReadStream } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lines } from '../../../lines.js';
import type { ClusterNode } from '../../list.js';
import { displayVersion } from '../../version.js';
import type { ClusterState, PodObject } from './api-objects.js';
import { summaryDocument } from './document.js';
import { eventFindings } from './event-findings.js';
import type { Finding } from './finding.js';
import { containerFindings, kubeletFindings, memoryFindings } from './journal-findings.js';
import { nodeFindings } from './node-findings.js';
import { podFindings } from './pod-findings.js';
import { diskFindings, restartFindings, runtimeFindings, unitFindings } from './service-findings.js';

/**
 * Writes summary.md: what looks wrong in logs that were collected, with the files that show it.
 *
 * @param dir directory with the logs
 * @param apiFailure why the API server could not be asked; undefined when it was
 */
export async function writeSummary(
  cluster: string,
  nodes: readonly ClusterNode[],
  dir: string,
  apiFailure: string | undefined,
): Promise<void> {
  const findings: Finding[] = [];
  const running = nodes.filter(({ state }) => state === 'running').map(({ name }) => name);
  for (const { name, state } of nodes) {
    if (state === 'running') continue;
    findings.push({ topic: 'nodes', text: `${name}: the container is ${state}`, file: `${name}/serial.log` });
  }
  for (const node of running) findings.push(...(await machineFindings(node, dir)));
  if (apiFailure === undefined) findings.push(...(await stateFindings(dir)));
  else {
    const [first = ''] = nodes.filter(({ role }) => role === 'control-plane').map(({ name }) => name);
    const text = `does not answer: ${apiFailure}. What follows on pods is from crictl and the kubelets' logs.`;
    findings.push({ topic: 'api', text, file: `${first}/kubelet.log` });
    for (const node of running) findings.push(...(await findingsWithoutApi(node, dir)));
  }
  const facts = [
    `${nodes.length} nodes (${nodes.map(({ name }) => name).join(', ')}), looked at by ${displayVersion()}.`,
  ];
  await writeFile(join(dir, 'summary.md'), summaryDocument(cluster, facts, findings));
}

/** Of the node as a machine. */
async function machineFindings(node: string, dir: string): Promise<Finding[]> {
  const text = (file: string) => textOf(join(dir, node, file));
  return [
    ...unitFindings(node, await text('units.log')),
    ...restartFindings(node, await text('services.log')),
    ...runtimeFindings(node, await text('containers.json')),
    ...diskFindings(node, await text('disk.log')),
    ...(await memoryFindings(node, 'journal.log', linesOf(join(dir, node, 'journal.log')))),
  ];
}

/** By what the API server knew. */
async function stateFindings(dir: string): Promise<Finding[]> {
  const items = async (file: string) => JSON.parse(await readFile(join(dir, file), 'utf8')).items;
  const state: ClusterState = {
    nodes: await items('nodes.json'),
    pods: await items('pods.json'),
    workloads: await items('workloads.json'),
    events: await items('events.json'),
  };
  const logs = new Map<string, string>();
  for (const pod of state.pods) {
    for (const { name } of pod.status?.containerStatuses ?? []) {
      const log = await containerLog(dir, pod, name);
      if (log) logs.set(`${pod.metadata.uid} ${name}`, log);
    }
  }
  return [
    ...nodeFindings(state.nodes),
    ...podFindings(state.pods, (pod, container) => logs.get(`${pod.metadata.uid} ${container}`)),
    ...eventFindings(state),
  ];
}

async function findingsWithoutApi(node: string, dir: string): Promise<Finding[]> {
  const containers = await textOf(join(dir, node, 'containers.json'));
  return [
    ...(containers.startsWith('{') ? containerFindings(node, containers) : []),
    ...(await kubeletFindings(node, linesOf(join(dir, node, 'kubelet.log')))),
  ];
}

/** The newest log of a container, relative to the directory. */
async function containerLog(
  dir: string,
  { metadata, spec }: PodObject,
  container: string,
): Promise<string | undefined> {
  const pod = `${metadata.namespace}_${metadata.name}_${metadata.uid}`;
  const path = `${spec?.nodeName}/pods/${pod}/${container}`;
  const numbers = (await readdir(join(dir, path)).catch(() => []))
    .map((name) => Number(/^(\d+)\.log$/.exec(name)?.[1] ?? Number.NaN))
    .filter((number) => !Number.isNaN(number));
  return numbers.length === 0 ? undefined : `${path}/${Math.max(...numbers)}.log`;
}

/** A file's text; of one that is not there, none. */
async function textOf(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '');
}

/** A file's lines; of one that is not there, none. */
async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    yield* lines(createReadStream(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
