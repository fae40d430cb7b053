/** `--filter label=…` for each label; a value of undefined means any. */
export function labelFilters(labels: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(labels).flatMap(([name, value]) => [
    '--filter',
    value === undefined ? `label=${name}` : `label=${name}=${value}`,
  ]);
}
