/** A picture, or what was made of it. All that is made of one picture has the same signal. */
export interface Withdrawable {
  /** Aborts when nobody may get the picture any more, because its camera has got another mask. */
  readonly withdrawn?: AbortSignal | undefined;
}

export function isWithdrawn({ withdrawn }: Withdrawable): boolean {
  return withdrawn?.aborted ?? false;
}

/** Calls `act` when the picture is withdrawn, until the returned function is called. */
export function onceWithdrawn({ withdrawn }: Withdrawable, act: () => void): () => void {
  withdrawn?.addEventListener('abort', act, { once: true });
  return () => withdrawn?.removeEventListener('abort', act);
}
