/** What a request asks, apart from its path. */
export interface PageRequest {
  /** The `Host` header, `name` or `name:port`, as it came; undefined when there was none. */
  host: string | undefined;
  query: URLSearchParams;
  /** Aborts when the client has gone. */
  signal: AbortSignal;
}

export interface Page {
  /** Default: 200. */
  status?: number;
  /** Media type. Default: plain text. */
  type?: string;
  body: string;
}

/** What is served at a path: a page, or undefined while that is not true or not known yet. */
export type PageSource = (request: PageRequest) => Page | undefined | Promise<Page | undefined>;

/** Pages by their path. Nothing else is served; no path is looked up in the file system. */
export type Pages = ReadonlyMap<string, PageSource>;

/** A request that cannot be answered: what is wrong with it. */
export class BadRequest extends Error {}
