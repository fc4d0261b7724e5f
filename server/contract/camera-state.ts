import type { CaptureErrorCode } from './capture-error.ts';

/**
 * The state of a camera. `sinceMs` and `retryAtMs` are monotonic milliseconds of the server's clock.
 * `sleeping`: nobody watches and the last capture ended well. `retrying` goes on without viewers too, so
 * that /health tells the truth about a camera without viewers.
 */
export type CameraState =
  | { kind: 'sleeping' }
  | { kind: 'starting'; sinceMs: number }
  | { kind: 'live'; sinceMs: number }
  | { kind: 'retrying'; reason: CaptureErrorCode; detail: string; attempt: number; retryAtMs: number }
  | { kind: 'stopped' };
