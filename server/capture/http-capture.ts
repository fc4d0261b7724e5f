import { CaptureError } from '../contract/capture-error.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Capture } from './capture.ts';
import { demuxedImages, type ByteSource, type DemuxOptions, type ImageSink } from './demuxed-images.ts';
import { loginIn } from './http/authorization.ts';
import { httpError } from './http/http-error.ts';
import { readPictures, type PictureBody } from './http/picture-body.ts';
import { HttpSession } from './http/session.ts';
import type { StreamOrigin } from './own-stream.ts';

const usualAnswerTimeoutMs = 5_000;
/** Most cameras make a still in 100 to 200 ms. */
const usualSnapshotsPerSecond = 5;
const maxCutInARow = 2;
/** A slow answer that is longer ago says nothing about the next. */
const rememberedAnswers = 8;
/** How long a still that is whole may wait for its end, or for a second image that shows it to be a stream. */
const graceMs = { min: 250, max: 1_000 };

export interface HttpCaptureOptions extends DemuxOptions {
  clock: Clock;
  /** `http://` or `https://`, with user and password where the camera wants them. */
  url: string;
  /** How often a URL that gives one image is asked; a stream comes as fast as the camera sends it. */
  framesPerSecond?: number | null | undefined;
  /** How long the camera may take to answer; 5 s by default. */
  answerTimeoutMs?: number;
  /** The boundary of a multipart stream that tells none itself. */
  boundary?: string | undefined;
  /** Lets it find out that it would show itself. */
  origin?: StreamOrigin;
}

/** A network camera that sends JPEG over HTTP: an endless multipart stream, or one image for each request. */
export function openHttpCapture(options: HttpCaptureOptions): Capture {
  return { frames: (signal) => demuxedImages(options, httpBody(options), signal) };
}

function httpBody(options: HttpCaptureOptions): ByteSource {
  return async (sink, signal) => {
    const { clock, report } = options;
    await using session = new HttpSession(new URL(options.url), options.origin);
    const poll = new StillPoll(options);
    while (!signal.aborted) {
      const dueAtMs = clock.nowMs() + 1_000 / (options.framesPerSecond || usualSnapshotsPerSecond);
      try {
        const body = await poll.ask(session, sink, dueAtMs, signal);
        if (!signal.aborted && body.kind === 'stream') {
          throw new CaptureError('ended', 'the camera closed the connection');
        }
      } catch (error) {
        if (signal.aborted) return;
        if (isOtherContent(error) && session.logInUnasked()) continue;
        if (!poll.mayMiss(error)) throw error;
        report.dropped('unanswered');
      }
      await clock.sleep(Math.max(0, dueAtMs - clock.nowMs()), signal);
    }
  };
}

/** Asks for the pictures of a URL; for stills again and again. */
class StillPoll {
  readonly #url: URL;
  readonly #clock: Clock;
  readonly #answerTimeoutMs: number;
  readonly #boundary: string | undefined;
  #stills = 0;
  #missesInARow = 0;
  #cutInARow = 0;
  #pastLength = false;
  /** How long the last answers took to begin. */
  readonly #answersMs: number[] = [];

  constructor({ url, clock, answerTimeoutMs, boundary }: HttpCaptureOptions) {
    this.#url = new URL(url);
    this.#clock = clock;
    this.#answerTimeoutMs = answerTimeoutMs ?? usualAnswerTimeoutMs;
    this.#boundary = boundary;
  }

  async ask(
    session: HttpSession,
    sink: ImageSink,
    dueAtMs: number,
    signal: AbortSignal,
  ): Promise<PictureBody> {
    const askedAtMs = this.#clock.nowMs();
    const isPolled = this.#stills > 0;
    const patienceMs = this.#patienceMs();
    const answer = await session.get(patienceMs, signal);
    this.#answersMs.push(this.#clock.nowMs() - askedAtMs);
    if (this.#answersMs.length > rememberedAnswers) this.#answersMs.shift();
    const body = await readPictures(answer, {
      sink,
      isPolled,
      graceMs: (isStill) => {
        if (!isStill) return this.#answerTimeoutMs;
        return Math.min(graceMs.max, Math.max(graceMs.min, dueAtMs - this.#clock.nowMs()));
      },
      pastLength: this.#pastLength,
      boundary: this.#boundary,
      silenceMs: patienceMs,
      signal,
    }).catch((error: unknown) => {
      this.#pastLength = false;
      throw httpError(error, this.#url, loginIn(this.#url));
    });
    this.#judgeLength(body);
    if (body.kind === 'still') {
      sink.endImage();
      if (body.images > 0) {
        this.#stills++;
        this.#missesInARow = 0;
      }
    }
    return body;
  }

  /** A picture may be cut once; where all are, it is the length that is wrong, unless more bytes do not help either. */
  #judgeLength({ images, isCut }: PictureBody): void {
    this.#cutInARow = isCut ? this.#cutInARow + 1 : 0;
    this.#pastLength = this.#pastLength ? images > 0 : this.#cutInARow >= maxCutInARow;
  }

  /** One failure between two stills: the last picture stays on show, and the next request comes when it is due. */
  mayMiss(error: unknown): boolean {
    const isPassing = error instanceof CaptureError && error.code !== 'own-stream';
    return isPassing && this.#stills > 0 && ++this.#missesInARow === 1;
  }

  /** A camera that has answered before gets less time, so that a second request fits in before it counts as stalled. */
  #patienceMs(): number {
    if (this.#stills === 0) return this.#answerTimeoutMs;
    const usualMs = 2 * Math.max(...this.#answersMs);
    return Math.min(this.#answerTimeoutMs, Math.max(this.#answerTimeoutMs / 2, usualMs));
  }
}

function isOtherContent(error: unknown): boolean {
  return error instanceof CaptureError && error.code === 'bad-format';
}
