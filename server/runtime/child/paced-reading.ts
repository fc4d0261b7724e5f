/** A readable that can be paused, so that its sender has to wait too. */
interface Pausable {
  pause(): unknown;
  resume(): unknown;
}

/** Stops reading until `wait` has settled. */
export function pauseUntil(source: Pausable, wait: Promise<void> | undefined): void {
  if (!wait) return;
  source.pause();
  void wait.then(() => source.resume());
}
