/** Whether the server shows pictures to this page, as far as the page knows. */
export type Access = 'unknown' | 'open' | 'locked';

export type SocketState =
  | { kind: 'connecting' }
  | { kind: 'open' }
  | { kind: 'lost'; why: string; retryInMs: number }
  /** The server answers only after a login. */
  | { kind: 'locked' };
