import { shellQuote } from '../../../exec/shell-quote.js';

/**
 * How to use a cluster that was just made (spec §1.4, item 13).
 *
 * @param kubeconfig value of `--kubeconfig`, empty when it was not given
 */
export function usageText(context: string, kubeconfig: string): string {
  const command = ['kubectl', 'cluster-info', '--context', context];
  if (kubeconfig !== '') command.push('--kubeconfig', kubeconfig);
  return `You can now use your cluster with:\n\n${shellQuote(command)}`;
}
