import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The host's own apt sources of a Debian release, as text for a sources file in the deb822 format
 * (sources.list(5)): the release itself, its updates and its security updates. Sources of other publishers and
 * disabled ones are left out.
 *
 * @param suite release name: `bookworm`
 * @param directory where apt's configuration is. Default: `/etc/apt`
 * @returns the empty string when the host has none (it is not Debian, or another release)
 */
export async function hostAptSources(suite: string, directory = '/etc/apt'): Promise<string> {
  const files = [join(directory, 'sources.list')];
  const names = await readdir(join(directory, 'sources.list.d')).catch(() => []);
  files.push(...names.sort().map((name) => join(directory, 'sources.list.d', name)));
  const stanzas: string[] = [];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (file.endsWith('.sources')) stanzas.push(...deb822Stanzas(text));
    else if (file.endsWith('.list')) stanzas.push(...oneLineStanzas(text));
  }
  return stanzas.flatMap((stanza) => ofSuite(stanza, suite)).join('\n');
}

function deb822Stanzas(text: string): string[] {
  const withoutComments = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
  return withoutComments.split(/\n\s*\n/).filter((stanza) => stanza.trim() !== '');
}

/** `deb [signed-by=/key] uri suite component …` lines, rewritten as deb822 stanzas. */
function oneLineStanzas(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)/.exec(line);
    if (!match) return [];
    const [, options = '', uri = '', suite = '', components = ''] = match;
    const key = /signed-by=(\S+)/.exec(options)?.[1];
    const stanza = `Types: deb\nURIs: ${uri}\nSuites: ${suite}\nComponents: ${components.trim()}\n`;
    return [key ? `${stanza}Signed-By: ${key}\n` : stanza];
  });
}

function ofSuite(stanza: string, suite: string): string[] {
  const fields = new Map(
    stanza.split(/\n(?=\S)/).map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).trim().toLowerCase(), field.slice(colon + 1).trim()];
    }),
  );
  const words = (name: string) => (fields.get(name) ?? '').split(/\s+/).filter((word) => word !== '');
  const own = [suite, `${suite}-updates`, `${suite}-security`, `${suite}/updates`];
  const suites = words('suites').filter((name) => own.includes(name));
  const key = fields.get('signed-by');
  const debian = key === undefined || !key.startsWith('/') || key.includes('debian-archive');
  if (suites.length === 0 || !words('types').includes('deb') || !words('components').includes('main') || !debian) {
    return [];
  }
  if (fields.get('enabled')?.toLowerCase() === 'no') return [];
  const lines = ['Types: deb', `URIs: ${words('uris').join(' ')}`, `Suites: ${suites.join(' ')}`, 'Components: main'];
  if (key !== undefined) lines.push(`Signed-By: ${key}`);
  return [`${lines.join('\n')}\n`];
}
