import type { CaptureErrorCode } from './capture-error.ts';

/**
 * What a camera is doing. `sinceMs` and `retryAtMs` are monotonic milliseconds of the server's clock.
 * `sleeping`: nobody watches and the last capture ended well. `retrying` goes on without viewers too, so
 * that /health tells the truth about a camera nobody looks at.
 */
export type CameraState =
  | { kind: 'sleeping' }
  | { kind: 'starting'; sinceMs: number }
  | { kind: 'live'; sinceMs: number }
  | { kind: 'retrying'; reason: CaptureErrorCode; detail: string; attempt: number; retryAtMs: number }
  | { kind: 'stopped' };
