/**
 * Makes a carriage return by itself a line feed, which the library does not take for the end of a line. Offsets stay
 * the same.
 *
 * @see https://yaml.org/spec/1.2.2/#54-line-break-characters
 */
export function withLineFeeds(text: string): string {
  return text.replace(/\r(?!\n)/g, '\n');
}
