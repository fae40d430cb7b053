import { Docker } from '../../src/engine/docker/docker.js';
import { engineCases } from '../../src/engine/engine.cases.js';
import { realEngine } from './setup.js';

engineCases(
  'docker',
  realEngine(
    () => new Docker(process.env),
    process.env,
    'Run scripts/start-docker.',
    async (cli, node) => {
      await cli('rm', '-f', '-v', node);
    },
  ),
);
