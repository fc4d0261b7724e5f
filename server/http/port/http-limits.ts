/** How long a client's request may take and how large it may be. An answer that the client reads is never ended. */
export interface HttpLimits {
  /** From the first byte, or the opened connection, to the end of the request's head. */
  headersTimeoutMs: number;
  /** To the end of the request's body. */
  requestTimeoutMs: number;
  /** How long a connection may stay open between two requests. */
  keepAliveTimeoutMs: number;
  /** How long a client may read nothing of its answer; nginx allows 60 s too (send_timeout). */
  standstillMs: number;
  /** How often the first two limits are checked. */
  checkIntervalMs: number;
  maxHeaderBytes: number;
  maxHeaders: number;
  /** How long a closing server waits for answers that are being made. */
  closeGraceMs: number;
}

export const defaultHttpLimits: HttpLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  // Longer than the 60 s of nginx, so that it never sends a request into a connection that is just being closed.
  keepAliveTimeoutMs: 65_000,
  standstillMs: 60_000,
  checkIntervalMs: 2_000,
  maxHeaderBytes: 16 * 1024,
  maxHeaders: 128,
  closeGraceMs: 1_000,
};
