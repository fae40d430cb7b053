/** What a client may take of the server. Times in milliseconds. */
export interface Limits {
  /** For a request's headers to come. */
  headers: number;
  /** For a whole request to come. */
  request: number;
  /** Silence on a connection, when no answer is being waited for. */
  idle: number;
  /** The longest wait that can be asked for. */
  wait: number;
  /** Bytes of a request's line and headers. */
  headerSize: number;
  /** Connections at the same time; further ones are closed. */
  connections: number;
}

export const DEFAULT_LIMITS: Limits = {
  headers: 5_000,
  request: 10_000,
  idle: 10_000,
  wait: 10 * 60_000,
  headerSize: 16 * 1024,
  connections: 1_000,
};
