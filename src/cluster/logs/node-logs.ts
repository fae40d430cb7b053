import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { wrapError } from '../../errors.js';
import type { ClusterNode } from '../list.js';
import { type ClusterOptions, cancelOptions } from '../options.js';
import { collectLogTree } from './log-tree.js';

/** What is asked of a running node, by the file that the answer goes to (spec §7). */
const commands: Record<string, readonly string[]> = {
  'kubernetes-version.txt': ['cat', '/kind/version'],
  'journal.log': ['journalctl', '--no-pager'],
  'kubelet.log': ['journalctl', '--no-pager', '-u', 'kubelet.service'],
  'containerd.log': ['journalctl', '--no-pager', '-u', 'containerd.service'],
  'images.log': ['crictl', 'images'],
};

/** What kind does not ask, for the summary. It is no error when a node cannot tell. */
const more: Record<string, readonly string[]> = {
  'units.log': ['systemctl', 'list-units', '--failed', '--plain', '--no-legend', '--full', '--no-pager'],
  'services.log': [
    ...['systemctl', 'show', '--no-pager', '--property=Id,ActiveState,SubState,Result,NRestarts,ActiveEnterTimestamp'],
    ...['kubelet.service', 'containerd.service'],
  ],
  'disk.log': ['df', '-Pk', '/', '/var'],
  'containers.json': ['crictl', 'ps', '--all', '--output=json'],
};

/**
 * Collects what is known of one node. A node that does not run can only be asked by way of the engine.
 *
 * @param dir existing directory
 * @returns the errors; what succeeded is there
 */
export async function collectNodeLogs(node: ClusterNode, dir: string, options: ClusterOptions): Promise<unknown[]> {
  const { engine } = options;
  const cancel = cancelOptions(options);
  const jobs = [
    engine.inspectRaw(node.name, cancel).then((text) => writeFile(join(dir, 'inspect.json'), text)),
    pipeline(engine.logs(node.name, cancel), createWriteStream(join(dir, 'serial.log'))),
  ];
  if (node.state === 'running') {
    for (const [file, command] of Object.entries(commands)) {
      jobs.push(outputToFile(node.name, command, join(dir, file), options));
    }
    for (const [file, command] of Object.entries(more)) {
      jobs.push(outputToFile(node.name, command, join(dir, file), options).catch(unlessCancelled(options)));
    }
    jobs.push(collectLogTree(node.name, dir, options));
  } else {
    options.progress?.warn(`node "${node.name}" is ${node.state}: of its logs only the console's can be had`);
  }
  const results = await Promise.allSettled(jobs);
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
}

function unlessCancelled({ signal }: ClusterOptions): (error: unknown) => void {
  return (error) => {
    if (signal?.aborted) throw error;
  };
}

/** Both streams go to the file, of JSON the first alone, whatever the command's exit code. */
async function outputToFile(
  node: string,
  command: readonly string[],
  path: string,
  options: ClusterOptions,
): Promise<void> {
  const output = new PassThrough();
  // From the beginning: a file that cannot be written fails before the command ends.
  const written = pipeline(output, createWriteStream(path));
  const ran = options.engine
    .exec(node, command, {
      ...cancelOptions(options),
      onOutput: (chunk, stream) => {
        if (output.writable && (stream === 'stdout' || !path.endsWith('.json'))) output.write(chunk);
      },
    })
    .finally(() => output.end());
  const results = await Promise.allSettled([ran, written]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw wrapError(failed.reason, `failed to collect ${path}`);
}
