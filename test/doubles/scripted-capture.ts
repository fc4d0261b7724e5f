import type { Capture, CaptureReport } from '../../server/capture/capture.ts';
import type { CapturedImage } from '../../server/frame/frame.ts';
import type { Clock } from '../../server/runtime/clock.ts';
import { LatestQueue } from '../../server/runtime/queue/latest-queue.ts';

/** A capture that a test controls: it yields and fails on command, and ends on abort as every capture must. */
export class ScriptedCapture implements Capture {
  readonly report: CaptureReport;
  running = false;
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #queue = new LatestQueue<CapturedImage>(4);

  constructor(report: CaptureReport, clock: Pick<Clock, 'nowMs'>) {
    this.report = report;
    this.#clock = clock;
  }

  image(text = 'picture'): void {
    this.give({ jpeg: Buffer.from(text), width: 64, height: 48, capturedAtMs: this.#clock.nowMs() });
  }

  give(image: CapturedImage): void {
    this.#queue.push(image);
  }

  fail(error: Error): void {
    this.#queue.end(error);
  }

  end(): void {
    this.#queue.end();
  }

  async *frames(signal: AbortSignal): AsyncGenerator<CapturedImage> {
    this.running = true;
    const stop = () => this.#queue.end();
    signal.addEventListener('abort', stop);
    try {
      yield* this.#queue;
    } finally {
      signal.removeEventListener('abort', stop);
      this.running = false;
    }
  }
}
