import { readFileSync } from 'node:fs';

const architectures: Record<string, string> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le', mipsel: 'mipsle' };

/** The version of this program: `1.2.3` or `1.2.3-alpha`. */
export function semanticVersion(): string {
  const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** What `kind version` prints: `kind v1.2.3 v20.19.0 linux/amd64`. Platform and architecture in Go's words. */
export function displayVersion(runtime: { version: string; platform: string; arch: string } = process): string {
  const system = runtime.platform === 'win32' ? 'windows' : runtime.platform;
  const architecture = architectures[runtime.arch] ?? runtime.arch;
  return `kind v${semanticVersion()} ${runtime.version} ${system}/${architecture}`;
}
