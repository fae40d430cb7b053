import { SAMPLE_IMAGE } from '../../scripts/quickstart/sample-image.js';

/** The sample application's name as a Deployment and as a Service. */
export const APPLICATION = 'hello';

/** One pod, which is ready as soon as it runs: how often a probe looks would be measured as well. */
export function deployment(): object {
  const labels = { app: APPLICATION };
  const container = { name: 'main', image: SAMPLE_IMAGE, imagePullPolicy: 'Never' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: APPLICATION },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, containers: [container] } },
    },
  };
}

export function service(): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: APPLICATION },
    spec: { selector: { app: APPLICATION }, ports: [{ port: 80, targetPort: 8080 }] },
  };
}
