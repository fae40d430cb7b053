import { readFileSync } from 'node:fs';
import type { EngineName } from './engine.js';

/** How each family of distributions installs podman with all that clusters need of it. */
const podmanInstallers: [RegExp, string][] = [
  [/\b(debian|ubuntu)\b/, 'apt-get install podman netavark aardvark-dns iptables runc'],
  [/\b(fedora|rhel|centos|rocky|almalinux)\b/, 'dnf install podman'],
  [/\b(suse|opensuse)\b/, 'zypper install podman'],
  [/\barch\b/, 'pacman -S podman netavark aardvark-dns'],
  [/\balpine\b/, 'apk add podman'],
];

/**
 * What to do when an engine is not installed.
 *
 * @param engine the engine that was asked for; undefined: any would do
 * @param osRelease text of /etc/os-release. Default: this machine's
 * @param platform as process.platform. Default: this machine's
 * @see https://www.freedesktop.org/software/systemd/man/latest/os-release.html fields ID and ID_LIKE
 */
export function installHint(
  engine?: EngineName,
  osRelease: string | undefined = readOsRelease(),
  platform: NodeJS.Platform = process.platform,
): string {
  const choose = ' KIND_EXPERIMENTAL_PROVIDER names another engine.';
  if (engine === 'docker') return `Install Docker: https://docs.docker.com/engine/install/.${choose}`;
  if (engine === 'nerdctl') return `Install nerdctl: https://github.com/containerd/nerdctl.${choose}`;
  const install = podmanInstaller(osRelease, platform);
  return engine === 'podman' ? `${install}.${choose}` : `${install}, or install Docker.`;
}

function podmanInstaller(osRelease: string | undefined, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Install podman: brew install podman && podman machine init --rootful --now';
  const names = [...(osRelease ?? '').matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].map((match) => match[1]).join(' ');
  const command = podmanInstallers.find(([pattern]) => pattern.test(names))?.[1];
  return command ? `Install podman: ${command}` : 'Install podman: https://podman.io/docs/installation';
}

function readOsRelease(): string | undefined {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return undefined;
  }
}
