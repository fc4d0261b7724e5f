import type { JpegProbe } from './jpeg-probe.ts';

/** What one viewer saw. Nothing but the first frame counts until `begin`. */
export class FrameTally {
  /** Monotonic milliseconds of the first frame with fakecam's stamp, and of the first frame of any kind. */
  firstStampedAtMs: number | undefined;
  firstAtMs: number | undefined;
  frames = 0;
  bytes = 0;
  malformed = 0;
  /** The same picture sent again. */
  repeated = 0;
  /** Camera frames between two that came. */
  missed = 0;
  /** Without a stamp: a placeholder, or a camera that is not fakecam. */
  unstamped = 0;
  readonly intervalsMs: number[] = [];
  /** From the camera's timestamp to the last byte here. */
  readonly latenciesMs: number[] = [];
  #counting = false;
  #lastAtMs: number | undefined;
  #lastSequence: number | undefined;
  #lastFingerprint = '';

  begin(): void {
    this.#counting = true;
  }

  end(): void {
    this.#counting = false;
  }

  add(frame: JpegProbe, atMs: number): void {
    const stamp = frame.stamp;
    const sinceLastMs = this.#lastAtMs === undefined ? undefined : atMs - this.#lastAtMs;
    const sequenceBefore = this.#lastSequence;
    const fingerprint = frame.fingerprint;
    const sameBytes = fingerprint === this.#lastFingerprint;
    this.firstAtMs ??= atMs;
    if (stamp) this.firstStampedAtMs ??= atMs;
    this.#lastAtMs = atMs;
    this.#lastSequence = stamp?.sequence ?? sequenceBefore;
    this.#lastFingerprint = fingerprint;
    if (!this.#counting) return;

    this.frames++;
    this.bytes += frame.byteLength;
    if (!frame.whole) this.malformed++;
    if (sinceLastMs !== undefined) this.intervalsMs.push(sinceLastMs);
    if (!stamp) {
      this.unstamped++;
      if (sameBytes) this.repeated++;
      return;
    }
    this.latenciesMs.push(atMs - stamp.capturedAtMs);
    if (sequenceBefore === undefined) return;
    if (stamp.sequence === sequenceBefore) this.repeated++;
    this.missed += Math.max(0, stamp.sequence - sequenceBefore - 1);
  }
}
