import { printableLine } from '../terminal-text.ts';

const lineEveryMs = 10_000;

export interface ProgressView {
  /** Since the first frame. */
  recordedMs: number;
  frames: number;
  bytes: number;
  dropped: number;
  state: 'waiting' | 'recording' | 'lost';
}

/** Tells how a recording goes: in a terminal in one line that changes, elsewhere as a line every 10 s. */
export class Progress {
  readonly #output: NodeJS.WriteStream;
  readonly #target: string;
  #shownAtMs: number | undefined;
  #isLineOpen = false;

  constructor(output: NodeJS.WriteStream, target: string) {
    this.#output = output;
    this.#target = target;
  }

  /** Asked twice a second. @param nowMs monotonic */
  show(view: ProgressView, nowMs: number): void {
    const line = progressLine(view, this.#target);
    if (this.#output.isTTY) {
      this.#output.write(`\r\x1b[K${line.slice(0, Math.max(20, this.#output.columns - 1))}`);
      this.#isLineOpen = true;
      return;
    }
    this.#shownAtMs ??= nowMs;
    if (nowMs - this.#shownAtMs < lineEveryMs) return;
    this.#shownAtMs = nowMs;
    this.#output.write(`${line}\n`);
  }

  /** A line that stays. */
  tell(text: string): void {
    this.end();
    this.#output.write(`${printableLine(text)}\n`);
  }

  /** Leaves the terminal without the line. */
  end(): void {
    if (this.#isLineOpen) this.#output.write('\r\x1b[K');
    this.#isLineOpen = false;
  }
}

/** E.g. "12.3 s, 369 frames (30.0 per second), 14.2 MB -> door.mkv". */
export function progressLine(view: ProgressView, target: string): string {
  const { recordedMs, frames, bytes, dropped, state } = view;
  if (state === 'waiting') return printableLine(`waiting for the first picture -> ${target}`);
  const rate = recordedMs > 0 ? (Math.max(0, frames - 1) * 1_000) / recordedMs : 0;
  const parts = [
    `${(recordedMs / 1_000).toFixed(1)} s`,
    `${frames} frames (${rate.toFixed(1)} per second)`,
    megabytes(bytes),
    ...(dropped > 0 ? [`${dropped} dropped`] : []),
    ...(state === 'lost' ? ['the stream is away'] : []),
  ];
  return printableLine(`${parts.join(', ')} -> ${target}`);
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
