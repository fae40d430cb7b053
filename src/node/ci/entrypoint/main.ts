import { become, entrypoint } from '../../boot/entrypoint.js';
import { seesForeignCgroups } from './cgroup-namespace.js';
import { prepareCluster } from './prepare.js';

const startedAt = new Date();

/** The CI image's entrypoint: a node's, and the cluster's start. */
entrypoint(async (world) => {
  // In a cgroup namespace of its own, the program sees none: it comes here once more, and goes on.
  if (seesForeignCgroups(world)) become(['unshare', '--cgroup', ...process.argv.slice(1)]);
  await prepareCluster(world, startedAt);
});
