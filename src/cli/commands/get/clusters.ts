import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { type OutputFormat, outputFormat } from '../../output/output-flag.js';
import { printLines } from '../../text/print.js';

/** `kind get clusters` */
export async function run(invocation: Invocation): Promise<void> {
  const format = outputFormat(invocation.flags);
  if (format) return await printClusters(invocation, format);
  const { library, base } = await connect(invocation);
  const names = await library.listClusters(base);
  if (names.length === 0) invocation.progress.log('No kind clusters found.');
  printLines(invocation.context, names);
}

async function printClusters(invocation: Invocation, format: OutputFormat): Promise<void> {
  const { library, base } = await connect(invocation);
  const nodes = await library.listAllNodes(base);
  const names = [...new Set(nodes.map(({ cluster }) => cluster))].filter((name) => name !== '').sort();
  const clusters = names.map((name) => ({
    name,
    nodes: nodes.filter(({ cluster }) => cluster === name).map((node) => node.name),
  }));
  const { printDocument } = await import('../../output/document.js');
  printDocument(invocation.context, format, clusters);
}
