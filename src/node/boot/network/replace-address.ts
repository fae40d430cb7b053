/**
 * Replaces an IP address in a text, but not where it is only a part of another: 10.0.0.1 in 10.0.0.12 or 110.0.0.1,
 * fc00::2 in fc00::21.
 *
 * @param old IPv4 or IPv6 address as it is written in the text
 */
export function replaceAddress(text: string, old: string, replacement: string): string {
  const literal = old.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const [before, after] = old.includes(':')
    ? ['(?<![0-9a-fA-F:])', '(?![0-9a-fA-F:])']
    : ['(?<![\\w.])', '(?!\\w|\\.\\d)'];
  return text.replace(new RegExp(`${before}${literal}${after}`, 'g'), () => replacement);
}
