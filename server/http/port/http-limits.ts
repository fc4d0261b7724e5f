/** How long and how much a client may take to say what it wants. An answer that is being taken is never ended. */
export interface HttpLimits {
  /** From the first byte, or the opened connection, to the end of the request's head. */
  headersTimeoutMs: number;
  /** To the end of the request's body. */
  requestTimeoutMs: number;
  /** How long a connection may stay open between two requests. */
  keepAliveTimeoutMs: number;
  /** How long a client may take nothing of an answer that waits for it; nginx gives 60 s too (send_timeout). */
  standstillMs: number;
  /** How often the first two are looked after. */
  checkIntervalMs: number;
  maxHeaderBytes: number;
  maxHeaders: number;
  /** How long a closing server waits for answers that are being made. */
  closeGraceMs: number;
}

export const defaultHttpLimits: HttpLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  // Longer than the 60 s of nginx, so that it never sends a request into a connection we are just closing.
  keepAliveTimeoutMs: 65_000,
  standstillMs: 60_000,
  checkIntervalMs: 2_000,
  maxHeaderBytes: 16 * 1024,
  maxHeaders: 128,
  closeGraceMs: 1_000,
};
