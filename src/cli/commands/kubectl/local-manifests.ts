import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export interface Manifests {
  args: readonly string[];
  /** What to hand over on standard input. */
  input?: string;
}

/**
 * Turns manifests of this machine (`-f FILE`, `--filename=FILE`, directories, lists with commas) into standard input
 * (`-f -`), because kubectl runs in a node and does not see them. Arguments that name no file here are left alone:
 * URLs, `-`, and paths in the node.
 *
 * @param directory absolute path that relative paths are resolved against
 */
export async function localManifests(args: readonly string[], directory: string): Promise<Manifests> {
  const left: string[] = [];
  const files: string[] = [];
  // In `kubectl logs`, -f is another flag: it follows the log and takes no value.
  const end = args.includes('logs') ? 0 : args.indexOf('--') < 0 ? args.length : args.indexOf('--');
  for (let at = 0; at < end; at++) {
    const argument = args[at] as string;
    const separate = argument === '-f' || argument === '--filename';
    const value = separate ? args[at + 1] : /^(?:--filename=|-f=?)(.+)$/s.exec(argument)?.[1];
    const found = value === undefined ? undefined : await filesIn(value, directory);
    if (found === undefined) {
      left.push(argument);
      continue;
    }
    if (files.length === 0) left.push('--filename=-');
    files.push(...found);
    if (separate) at++;
  }
  if (files.length === 0) return { args };
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return { args: [...left, ...args.slice(end)], input: texts.length === 1 ? (texts[0] as string) : joined(texts) };
}

/** The files that a value of -f names; undefined when one of them is not on this machine. */
async function filesIn(value: string, directory: string): Promise<string[] | undefined> {
  const files: string[] = [];
  for (const path of value.split(',').map((part) => resolve(directory, part))) {
    const entry = await stat(path).catch(() => undefined);
    if (entry?.isFile()) files.push(path);
    else if (entry?.isDirectory()) files.push(...(await manifestsIn(path)));
    else return undefined;
  }
  return files;
}

async function manifestsIn(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => /\.(?:json|ya?ml)$/.test(name)).sort();
  return names.map((name) => join(directory, name));
}

/** One stream of YAML documents; JSON is YAML too, but kubectl notices only when the stream begins as YAML. */
function joined(texts: readonly string[]): string {
  return texts.map((text) => `---\n${text.trimEnd()}\n`).join('');
}
