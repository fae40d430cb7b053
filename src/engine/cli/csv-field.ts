/** A field of a comma-separated line, RFC 4180: that is how docker reads `--mount` and podman some other options. */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
