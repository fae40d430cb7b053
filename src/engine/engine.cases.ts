import { describe } from 'node:test';
import { containerCases } from './cases/containers.cases.js';
import { execCases } from './cases/exec.cases.js';
import { failureCases } from './cases/failures.cases.js';
import { imageCases } from './cases/images.cases.js';
import { logCases } from './cases/logs.cases.js';
import { networkCases } from './cases/networks.cases.js';
import { type CaseSetup, makeWorld } from './cases/world.js';

/** What every engine must do: the cases run against a real one. They leave nothing behind. */
export function engineCases(name: string, setup: CaseSetup): void {
  for (const [what, cases] of [
    ['images', imageCases],
    ['networks', networkCases],
    ['containers', containerCases],
    ['failures', failureCases],
    ['exec', execCases],
    ['logs', logCases],
  ] as const) {
    describe(`${name}: ${what}`, () => cases(makeWorld(setup)));
  }
}
