import type { Capture, CaptureReport } from '../../server/capture/capture.ts';
import type { CapturedImage } from '../../server/frame/frame.ts';
import { LatestQueue } from '../../server/runtime/queue/latest-queue.ts';

/** A capture a test plays: it yields and fails when told to, and ends on abort as every capture must. */
export class ScriptedCapture implements Capture {
  readonly report: CaptureReport;
  running = false;
  readonly #queue = new LatestQueue<CapturedImage>(4);

  constructor(report: CaptureReport) {
    this.report = report;
  }

  image(text = 'picture'): void {
    this.give({ jpeg: Buffer.from(text), width: 64, height: 48, capturedAtMs: performance.now() });
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
