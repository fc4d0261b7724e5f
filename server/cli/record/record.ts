import { stat } from 'node:fs/promises';
import { CaptureError, frameDropText, type FrameDropReason } from '../../contract/capture-error.ts';
import type { CapturedImage } from '../../frame/frame.ts';
import { RateLimit } from '../../frame/rate-limit.ts';
import { readBoot } from '../../recording/storage/boot.ts';
import { isClockSynchronised } from '../../recording/storage/clock-sync.ts';
import { findProgram } from '../../runtime/child/program.ts';
import { systemClock } from '../../runtime/clock.ts';
import { CommandError } from '../command-error.ts';
import { checkOutput } from './output-path.ts';
import { outputProblem } from './output-problem.ts';
import { megabytes, Progress, type ProgressView } from './progress.ts';
import { readStream } from './read-stream.ts';
import { sourceText, type RecordOptions } from './record-options.ts';
import { RecordingFile } from './recording-file.ts';
import { streamProblem } from './stream-problem.ts';
import { waitForServer, type WaitSettings } from './wait-for-server.ts';

/** As long as the recorder of the older camera server waited for its stream. */
const readTimeoutMs = 10_000;
const tickMs = 500;

/**
 * Records until the flags, a signal or the end of the stream end it. A file that has frames is finished in each case.
 * @throws CommandError when the stream or the file failed; says what to do
 */
export async function record(options: RecordOptions, wait?: WaitSettings): Promise<void> {
  await checkOutput(options.output, options.force);
  if (/\.mp4$/i.test(options.output) && findProgram('ffmpeg') === undefined) {
    throw new CommandError(
      'ffmpeg is not installed, and makes the MP4; choose an --output FILE.mkv, or run: sudo apt install ffmpeg',
    );
  }
  const stop = new AbortController();
  // Once: a second Ctrl+C ends a disk's or an encoder's long work at once.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stop.abort());
  if (wait) await waitForServer(wait, stop.signal);
  const file = new RecordingFile({
    output: options.output,
    force: options.force,
    source: sourceText(options.url),
    boot: await readBoot(systemClock),
    isClockSynchronised: await isClockSynchronised(systemClock.now()),
    clock: systemClock,
    onProblem: () => stop.abort(),
  });
  const problem = await new Recording(options, file, stop).run();
  await tellResult(file);
  if (file.problem) throw new CommandError(outputProblem(file.problem, options.output));
  if (problem) throw new CommandError(streamProblem(problem, sourceText(options.url), options.retry));
}

async function tellResult(file: RecordingFile): Promise<void> {
  for (const { path, frames, durationMs } of file.closed) {
    const { size } = await stat(path);
    const text = `${frames} frames, ${(durationMs / 1_000).toFixed(1)} s, ${megabytes(size)}`;
    process.stdout.write(`Recorded ${path}: ${text}\n`);
  }
  for (const path of file.left) process.stderr.write(`What was recorded is in ${path}\n`);
  if (file.dropped > 0 && !file.problem) {
    process.stderr.write(`${file.dropped} frames were dropped: the disk or the encoder was too slow\n`);
  }
  if (file.closed.length === 0 && file.left.length === 0 && !file.problem) {
    process.stderr.write('Nothing was recorded: no picture came\n');
  }
}

class Recording {
  readonly #options: RecordOptions;
  readonly #file: RecordingFile;
  readonly #stop: AbortController;
  readonly #limit: RateLimit | undefined;
  readonly #progress: Progress;
  readonly #drops = new Map<FrameDropReason, number>();
  #firstAtMs: number | undefined;
  #lastAtMs = 0;
  #endTimer: NodeJS.Timeout | undefined;
  #lostAtMs: number | undefined;

  constructor(options: RecordOptions, file: RecordingFile, stop: AbortController) {
    this.#options = options;
    this.#file = file;
    this.#stop = stop;
    this.#limit = options.framesPerSecond === undefined ? undefined : new RateLimit(options.framesPerSecond);
    this.#progress = new Progress(process.stderr, options.output);
  }

  /** Resolves when the file is finished; with what ended the stream, if that was not our wish. */
  async run(): Promise<CaptureError | undefined> {
    const { url, boundary, framesPerSecond, retry, verbose } = this.#options;
    const writing = new AbortController();
    const written = this.#file.run(writing.signal);
    const ticking = setInterval(() => this.#tick(), tickMs);
    try {
      await readStream(
        {
          ...{ url, boundary, framesPerSecond, retry, clock: systemClock },
          readTimeoutMs: Math.max(readTimeoutMs, 2_000 / (framesPerSecond ?? 1)),
        },
        {
          image: (image) => this.#take(image),
          dropped: (reason) => this.#drops.set(reason, (this.#drops.get(reason) ?? 0) + 1),
          notice: (text) => verbose && this.#progress.tell(text),
          lost: (problem) => this.#lose(problem),
        },
        this.#stop.signal,
      );
      return undefined;
    } catch (error) {
      if (error instanceof CaptureError) return error;
      throw error;
    } finally {
      clearTimeout(this.#endTimer);
      this.#file.finish();
      writing.abort();
      await written;
      clearInterval(ticking);
      this.#progress.end();
      this.#tellDrops();
    }
  }

  #take(image: CapturedImage): void {
    const { limitFrames, durationMs } = this.#options;
    const { capturedAtMs } = image;
    if (this.#stop.signal.aborted) return;
    if (this.#lostAtMs !== undefined) this.#find(capturedAtMs - this.#lostAtMs);
    if (this.#firstAtMs !== undefined && durationMs !== undefined) {
      if (capturedAtMs - this.#firstAtMs >= durationMs) return this.#stop.abort();
    }
    if (this.#limit?.admits(capturedAtMs) === false || !this.#file.add(image)) return;
    this.#lastAtMs = capturedAtMs;
    if (this.#firstAtMs === undefined) this.#begin(capturedAtMs);
    if (limitFrames > 0 && this.#file.frames >= limitFrames) this.#stop.abort();
  }

  #begin(capturedAtMs: number): void {
    const { durationMs } = this.#options;
    this.#firstAtMs = capturedAtMs;
    if (durationMs === undefined) return;
    const leftMs = durationMs - (systemClock.nowMs() - capturedAtMs);
    this.#endTimer = setTimeout(() => this.#stop.abort(), Math.max(0, leftMs));
  }

  #lose(problem: CaptureError): void {
    const { url, verbose } = this.#options;
    if (this.#lostAtMs === undefined || verbose) {
      this.#progress.tell(`${streamProblem(problem, sourceText(url), true)} It is tried again.`);
    }
    this.#lostAtMs ??= systemClock.nowMs();
  }

  #find(awayMs: number): void {
    this.#lostAtMs = undefined;
    this.#progress.tell(`The stream is there after ${(awayMs / 1_000).toFixed(1)} s.`);
  }

  #tick(): void {
    this.#file.tick();
    this.#progress.show(this.#view(), systemClock.nowMs());
  }

  #view(): ProgressView {
    const { frames, bytes, dropped } = this.#file;
    const recordedMs = this.#lastAtMs - (this.#firstAtMs ?? this.#lastAtMs);
    const state =
      this.#lostAtMs !== undefined ? 'lost' : this.#firstAtMs === undefined ? 'waiting' : 'recording';
    return { recordedMs, frames, bytes, dropped, state };
  }

  #tellDrops(): void {
    if (!this.#options.verbose) return;
    for (const [reason, count] of this.#drops) {
      process.stderr.write(`${count} pictures were left out: ${frameDropText[reason]}\n`);
    }
  }
}
