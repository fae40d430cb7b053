import { engineCases } from '../../src/engine/engine.cases.js';
import { podmanEnvironment } from '../../src/engine/podman/environment.js';
import { Podman } from '../../src/engine/podman/podman.js';
import { realEngine } from './setup.js';

const env = { ...process.env, ...podmanEnvironment(process.env) };

engineCases(
  'podman',
  realEngine(
    () => new Podman(env),
    env,
    'Install podman: npm run quickstart does.',
    async (cli, node) => {
      await cli('rm', '-f', '-v', node);
      const volumes = await cli('volume', 'ls', '--filter', `label=${node}`, '--quiet');
      await cli('volume', 'rm', '--force', ...volumes.trim().split('\n'));
    },
  ),
);
