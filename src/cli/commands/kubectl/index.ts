import type { Command } from '../../command.js';
import { nameFlag } from '../../flags/common-flags.js';

export const kubectlCommand: Command = {
  name: 'kubectl',
  short: "Run the cluster's own kubectl",
  long:
    "Runs the kubectl of a cluster's control plane, in the control plane's node: no kubectl is needed on this machine,\n" +
    'and its version is always the right one.\n\n' +
    'Everything after "kubectl" goes to it, but for --name NAME right at the beginning, which chooses the cluster\n' +
    "(as does $KIND_CLUSTER_NAME). -n is kubectl's own: the namespace.\n\n" +
    'kubectl sees the files of the node. Manifests of this machine named by -f are read here and handed over; for\n' +
    'other files (--from-file, cp, kustomizations) use a kubectl of this machine.',
  usage: '[--name NAME] [--] ARGUMENT...',
  examples: [
    'kind kubectl get pods -A',
    'kind kubectl --name dev apply -f app.yaml',
    'kind kubectl exec -it web -- sh',
    'generate-manifests | kind kubectl apply -f -',
  ],
  flags: [nameFlag],
  passThrough: true,
  load: () => import('./kubectl.js'),
};
