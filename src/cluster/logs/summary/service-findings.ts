import type { Finding } from './finding.js';

/** Used space from which on a disk is nearly full, in percent: the kubelet begins to evict pods at that. */
const NEARLY_FULL = 90;

/**
 * Units that failed.
 *
 * @param text what `systemctl list-units --failed --plain --no-legend` prints
 */
export function unitFindings(node: string, text: string): Finding[] {
  const file = `${node}/journal.log`;
  if (/^Failed to /.test(text)) return [{ topic: 'units', text: `${node}: systemctl: ${text.trim()}`, file }];
  return rows(text).map(([unit = '', , , , ...description]) => {
    const suffix = description.length > 0 ? ` (${description.join(' ')})` : '';
    return { topic: 'units', text: `${node}: ${unit}${suffix}`, file };
  });
}

/**
 * Services that systemd had to start again.
 *
 * @param text what `systemctl show` prints of services: lines `Name=value`, services apart by an empty line
 */
export function restartFindings(node: string, text: string): Finding[] {
  return text.split(/\n\n+/).flatMap((block): Finding[] => {
    const values = new Map(block.split('\n').map((line) => line.split('=', 2) as [string, string]));
    const id = values.get('Id') ?? '';
    const name = id.replace(/\.service$/, '');
    const count = Number(values.get('NRestarts') ?? 0);
    const state = values.get('ActiveState') ?? 'active';
    const file = `${node}/${name}.log`;
    if (count > 0)
      return [{ topic: 'restarts', text: `${node}: ${name} was restarted ${count} times, now ${state}`, file }];
    return state === 'active' || id === '' ? [] : [{ topic: 'restarts', text: `${node}: ${name} is ${state}`, file }];
  });
}

/**
 * A container runtime that does not answer.
 *
 * @param text what `crictl ps --output=json` prints: nothing when it cannot tell
 */
export function runtimeFindings(node: string, text: string): Finding[] {
  if (text.startsWith('{')) return [];
  return [{ topic: 'restarts', text: `${node}: containerd does not answer`, file: `${node}/images.log` }];
}

/**
 * Disks that are nearly full.
 *
 * @param text what `df -Pk` prints
 */
export function diskFindings(node: string, text: string): Finding[] {
  const findings = new Map<string, Finding>();
  for (const [, size, , available, percent = '', path] of rows(text).slice(1)) {
    if (Number.parseInt(percent, 10) < NEARLY_FULL || !percent.endsWith('%')) continue;
    const text = `${node}: ${path} is ${percent} full (${Math.round(Number(available) / 1024)} MiB left)`;
    // What has the same numbers is one disk: a root file system and a volume often are.
    const disk = `${size} ${available}`;
    if (!findings.has(disk)) findings.set(disk, { topic: 'disks', text, file: `${node}/disk.log` });
  }
  return [...findings.values()];
}

function rows(text: string): string[][] {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/^[\u25cf*\s]+/, '') // ● before units that have failed
        .split(/\s+/)
        .filter((cell) => cell !== ''),
    )
    .filter((cells) => cells.length > 0);
}
