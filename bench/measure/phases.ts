/** What a user waits for between `create cluster` and an application's answer, one after the other, by row IDs. */
export const PHASES = {
  'phase-command': 'command returns',
  'phase-api': 'API answers',
  'phase-kubernetes': '"kubernetes" Service',
  'phase-dns-service': 'DNS Service',
  'phase-running': 'application Running',
  'phase-dns': 'DNS answers',
} as const;

export type Phase = keyof typeof PHASES;

export function isPhase(row: string): row is Phase {
  return row in PHASES;
}
