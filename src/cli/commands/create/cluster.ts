import type { Bootstrap } from '../../../create/seeded.js';
import type { Invocation } from '../../command.js';
import { readConfigFile } from '../../config-file.js';
import { connect } from '../../connect.js';
import { givenClusterName, kubeconfigOptions } from '../../flags/common-flags.js';
import { farewell } from './farewell.js';
import { TimingsFile } from './timings-file.js';
import { usageText } from './usage-text.js';

/** `kind create cluster` */
export async function run(invocation: Invocation): Promise<void> {
  const { context, flags, progress } = invocation;
  const { library, base } = await connect(invocation);
  const path = flags.string('config');
  const config = path === '' ? undefined : await readConfigFile(path, context, 'failed to create cluster: ');
  const page = await TimingsFile.prepare(flags.string('timings'), context);
  const name = givenClusterName(invocation);
  const image = flags.string('image');
  const bootstrap = flags.string('bootstrap') as Bootstrap | '';
  const cluster = await library.createCluster({
    ...base,
    ...kubeconfigOptions(invocation),
    cwd: context.cwd,
    retain: flags.bool('retain'),
    wait: flags.duration('wait'),
    ...(name && { name }),
    ...(image && { image }),
    ...(bootstrap && { bootstrap }),
    ...(config && { config }),
  });
  await page?.write(cluster.timings, `kind create cluster --name ${cluster.name}`);
  progress.log(usageText(cluster.context, flags.string('kubeconfig')));
  progress.log(`\n${farewell(context.random())}`);
}
