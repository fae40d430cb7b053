export interface HtmlPage {
  /** Plain text: the document's title and its heading. */
  title: string;
  /** CSS. */
  style: string;
  /** HTML, below the heading. */
  body: readonly string[];
}

/** A page that needs no other file. */
export function htmlPage({ title, style, body }: HtmlPage): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escaped(title)}</title>
<style>${style}</style>
<h1>${escaped(title)}</h1>
${body.join('\n')}
</html>
`;
}

/** Plain text as it stands in HTML, between elements and in attributes that have double quotes. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
