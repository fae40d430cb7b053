/** Where the caller of the function that calls this is written: `<directory>/<file>:<line>`. */
export function callSite(): string {
  const frames = (new Error().stack ?? '').split('\n').slice(1);
  const [, directory = '', file = '?', line = '0'] =
    /([^/\\]*)[/\\]([^/\\]+):(\d+):\d+\)?$/.exec(frames[2] ?? '') ?? [];
  return `${directory}/${file}:${line}`;
}
