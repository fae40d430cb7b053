import { goQuote } from './go-quote.js';

/** What older versions of kind took and we still take (spec §1.5), and what to use now: one line on stderr each. */
export const pointers = {
  /** In the words of kind's flag library. */
  flag: (name: string, instead: string) => `Flag --${name} has been deprecated, ${instead}`,
  loglevel: 'it has no effect: use -v 1 and up, or -q',
  kubeRoot: 'give the source directory as the argument: kind build node-image DIRECTORY',
  baseSource: 'it has no effect: the base is made from packages',
  buildType: (type: string) =>
    `--type ${goQuote(type)} is gone and has no effect: the argument tells what to build, ` +
    'as in "kind build node-image v1.36.3"',
  kubeconfigPath:
    '"get kubeconfig-path" is deprecated: clusters are in your kubeconfig; ' +
    'use "kind get kubeconfig" or "kind export kubeconfig --kubeconfig PATH"',
  noHome: 'the environment names no home directory for a kubeconfig file',
} as const;
