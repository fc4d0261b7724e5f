/** Whether the server shows pictures to this page, as far as it is known. */
export type Access = 'unknown' | 'open' | 'locked';

export type SocketState =
  | { kind: 'connecting' }
  | { kind: 'open' }
  | { kind: 'lost'; why: string; retryInMs: number }
  /** The server wants to know who asks. */
  | { kind: 'locked' };
