/** The two interfaces to the kernel's packet filter that go by the name of iptables. */
export type IptablesMode = 'legacy' | 'nft';

/** Number of rules in an iptables-save text. Chains and tables don't count: both interfaces make empty ones. */
export function countRules(saved: string): number {
  return saved.split('\n').filter((line) => line.startsWith('-')).length;
}
