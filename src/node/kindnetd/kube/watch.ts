import { json } from 'node:stream/consumers';
import { KindlingError, messageOf } from '../../../errors.js';
import { lines } from '../../../lines.js';
import { Backoff } from '../../backoff.js';
import type { Log } from '../../log.js';
import type { ApiClient } from './client.js';
import { ApiError } from './client.js';
import type { KubeList, KubeObject, WatchEvent } from './types.js';

/** Pauses between attempts, in ms. A node without its CNI file waits for this: not long. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5000;
/** The API server ends a watch after this many seconds; a new one takes over where it ended. */
const WATCH_SECONDS = 300;
/** Objects are listed so many at a time: whole, they take a hundred times the memory of what is kept of them. */
const PAGE = 50;

export interface WatchOptions<T> {
  client: ApiClient;
  /** Collection, like `/api/v1/nodes`. */
  path: string;
  /** What to keep of an object: plain data. Undefined: nothing, as if there were no such object. */
  pick(object: KubeObject): T | undefined;
  /**
   * Called with all objects by `namespace/name` (`name` if they are in no namespace) after they were listed, and after
   * each change of what is kept of one.
   */
  onChange(objects: ReadonlyMap<string, T>): void;
  signal: AbortSignal;
  log: Log;
}

/**
 * Keeps a copy of a collection: lists it, then follows its changes. While the API server can't be reached, the copy
 * stays as it is. Returns when aborted, and never rejects.
 */
export async function watchCollection<T>(options: WatchOptions<T>): Promise<void> {
  const { signal, log, path } = options;
  const copy = new Copy(options);
  const backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
  let complaint = '';
  while (!signal.aborted) {
    try {
      await copy.list();
      if (complaint) log('INFO', `following ${path} again`);
      complaint = '';
      const answered = await copy.follow();
      if (answered) backoff.reset();
    } catch (error) {
      if (signal.aborted) return;
      const message = messageOf(error);
      if (message !== complaint) log('WARN', `cannot follow ${path}, trying again: ${message}`);
      complaint = message;
    }
    await backoff.pause(signal).catch(() => {});
  }
}

class Copy<T> {
  private objects = new Map<string, T>();
  /** Up to where changes are known; undefined: everything must be listed. */
  private version: string | undefined;

  constructor(private readonly options: WatchOptions<T>) {}

  async list(): Promise<void> {
    if (this.version !== undefined) return;
    const { client, path, signal, onChange } = this.options;
    const listed = new Map<string, T>();
    let next = '';
    do {
      const from = next === '' ? '' : `&continue=${encodeURIComponent(next)}`;
      const page = (await json(await client.get(`${path}?limit=${PAGE}${from}`, signal))) as KubeList;
      for (const object of page.items ?? []) this.keep(listed, object);
      next = page.metadata.continue ?? '';
      if (next === '') this.version = page.metadata.resourceVersion;
    } while (next !== '');
    this.objects = listed;
    onChange(this.objects);
  }

  /** Follows changes until the server ends the watch. Returns whether there was any word from it. */
  async follow(): Promise<boolean> {
    const { client, path, signal } = this.options;
    const query = `watch=1&allowWatchBookmarks=true&timeoutSeconds=${WATCH_SECONDS}&resourceVersion=${this.version}`;
    let answered = false;
    try {
      const response = await client.get(`${path}?${query}`, signal);
      for await (const line of lines(response)) {
        this.apply(JSON.parse(line) as WatchEvent);
        answered = true;
      }
      return answered;
    } catch (error) {
      if (!isGone(error)) throw error;
      this.version = undefined;
      return answered;
    }
  }

  private apply(event: WatchEvent): void {
    const { onChange, path } = this.options;
    if (event.type === 'ERROR') {
      // Any error event ends what this version can still tell; 410 is the usual one (compacted).
      this.version = undefined;
      const { code = 500, message = 'no message' } = event.object;
      throw new ApiError(code, path, message);
    }
    const { object } = event;
    this.version = object.metadata.resourceVersion ?? this.version;
    if (event.type === 'BOOKMARK') return;
    const changed = event.type === 'DELETED' ? this.objects.delete(keyOf(object)) : this.keep(this.objects, object);
    if (changed) onChange(this.objects);
  }

  /** Returns whether anything is another than before. Most changes of an object are none of what is kept of it. */
  private keep(objects: Map<string, T>, object: KubeObject): boolean {
    const key = keyOf(object);
    const picked = this.options.pick(object);
    if (picked === undefined) return objects.delete(key);
    if (objects.has(key) && JSON.stringify(objects.get(key)) === JSON.stringify(picked)) return false;
    objects.set(key, picked);
    return true;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.status === 410;
}

function keyOf({ metadata }: KubeObject): string {
  if (!metadata?.name) throw new KindlingError('INTERNAL', 'the API server sent an object without a name');
  return metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;
}
