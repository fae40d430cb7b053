import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { countRules, type IptablesMode } from '../../iptables/rules.js';
import type { World } from '../world.js';

/** The output of each of the four save programs; empty where it failed. */
export interface SavedRules {
  legacy: { v4: string; v6: string };
  nft: { v4: string; v6: string };
}

/** A hanging nft (seen with many rules) must not hold up the node, in ms. */
const SAVE_TIMEOUT = 5000;
const PROGRAMS = ['', '-save', '-restore'];

/** Reads the rules that the engine and the host made in this network namespace, through both interfaces at once. */
export async function saveRules(world: World): Promise<SavedRules> {
  const save = async (family: string, mode: IptablesMode) => {
    try {
      return (await world.run([`${family}-${mode}-save`], { timeout: SAVE_TIMEOUT })).stdout;
    } catch {
      return '';
    }
  };
  const modes = (['legacy', 'nft'] as const).map(async (mode) => {
    const [v4, v6] = await Promise.all([save('iptables', mode), save('ip6tables', mode)]);
    return { v4, v6 };
  });
  const [legacy, nft] = (await Promise.all(modes)) as [SavedRules['legacy'], SavedRules['nft']];
  return { legacy, nft };
}

/**
 * The interface in which the engine and host speak to the kernel, so that the node doesn't mix the two: the one
 * with more rules, legacy when equal (spec §4.2, step 9). Without any rule (podman makes none in a node), legacy
 * must prove that the kernel has it.
 */
export async function chooseIptables(world: World, saved: SavedRules): Promise<IptablesMode> {
  const legacy = countRules(saved.legacy.v4) + countRules(saved.legacy.v6);
  const nft = countRules(saved.nft.v4) + countRules(saved.nft.v6);
  if (legacy !== nft || legacy > 0) return legacy >= nft ? 'legacy' : 'nft';
  const works = async (mode: IptablesMode) => {
    try {
      await world.run([`iptables-${mode}`, '-t', 'nat', '-S'], { timeout: SAVE_TIMEOUT });
      return true;
    } catch {
      return false;
    }
  };
  return (await works('legacy')) || !(await works('nft')) ? 'legacy' : 'nft';
}

/** Lets `iptables`, `ip6tables` and their save and restore programs be of this mode, as update-alternatives would. */
export function selectIptables(world: World, mode: IptablesMode): void {
  world.log('INFO', `setting iptables to detected mode: ${mode}`);
  for (const family of ['iptables', 'ip6tables']) {
    for (const suffix of PROGRAMS) {
      const program = `/usr/sbin/${family}-${mode}${suffix}`;
      if (!existsSync(world.path(program))) continue;
      link(world, `/etc/alternatives/${family}${suffix}`, program);
      link(world, `/usr/sbin/${family}${suffix}`, `/etc/alternatives/${family}${suffix}`);
    }
  }
}

function link(world: World, path: string, target: string): void {
  const real = world.path(path);
  try {
    if (readlinkSync(real) === target) return;
  } catch {
    // not there, or not a link
  }
  mkdirSync(dirname(real), { recursive: true });
  rmSync(real, { force: true });
  symlinkSync(target, real);
}
