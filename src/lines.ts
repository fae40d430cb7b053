import { StringDecoder } from 'node:string_decoder';

/** Splits a stream of bytes into lines of UTF-8 text, without their ends. A last line needs no end. */
export async function* lines(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  for await (const chunk of stream) {
    const [first = '', ...rest] = decoder.write(chunk).split('\n');
    parts.push(first);
    for (const line of rest) {
      yield parts.join('');
      parts = [line];
    }
  }
  const last = parts.join('') + decoder.end();
  if (last !== '') yield last;
}
