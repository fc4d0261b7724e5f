import { CaptureError } from '../contract/capture-error.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Capture } from './capture.ts';
import { demuxedImages, type ByteFeed, type DemuxOptions, type ImageSink } from './demuxed-images.ts';
import { loginIn } from './http/authorization.ts';
import { httpError } from './http/http-error.ts';
import { readPictures, type PictureBody } from './http/picture-body.ts';
import { HttpSession } from './http/session.ts';
import type { StreamOrigin } from './own-stream.ts';

const usualAnswerTimeoutMs = 5_000;
/** The default rate: most cameras make a still in 100 to 200 ms. */
const usualSnapshotsPerSecond = 5;
const maxCutInARow = 2;
/** The number of answer times that are kept; older ones no longer tell how fast the camera is. */
const rememberedAnswers = 8;
/** How long a whole still waits for the end of its body, or for a second image that shows it is a stream. */
const graceMs = { min: 250, max: 1_000 };

export interface HttpCaptureOptions extends DemuxOptions {
  clock: Clock;
  /** `http://` or `https://`, with user and password where the camera wants them. */
  url: string;
  /** How often a URL that gives single images is asked; a stream comes as fast as the camera sends it. */
  framesPerSecond?: number | null | undefined;
  /** The longest time until the camera answers; 5 s by default. */
  answerTimeoutMs?: number;
  /** The boundary of a multipart stream whose head tells none. */
  boundary?: string | undefined;
  /** Lets the capture notice that the camera's pictures come from itself. */
  origin?: StreamOrigin;
}

/** A network camera that sends JPEG over HTTP: an endless multipart stream, or one image for each request. */
export function openHttpCapture(options: HttpCaptureOptions): Capture {
  return { frames: (signal) => demuxedImages(options, httpBody(options), signal) };
}

function httpBody(options: HttpCaptureOptions): ByteFeed {
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

/** Asks for the pictures of a URL; repeatedly when they are stills. */
class StillPoll {
  readonly #url: URL;
  readonly #clock: Clock;
  readonly #answerTimeoutMs: number;
  readonly #boundary: string | undefined;
  #stills = 0;
  #missesInARow = 0;
  #cutInARow = 0;
  #pastLength = false;
  /** The times that the last answers took to begin. */
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

  /**
   * One picture may be cut by chance. When all pictures are cut, the announced length is wrong, and more bytes are
   * read; when that does not help, the length is used again.
   */
  #judgeLength({ images, isCut }: PictureBody): void {
    this.#cutInARow = isCut ? this.#cutInARow + 1 : 0;
    this.#pastLength = this.#pastLength ? images > 0 : this.#cutInARow >= maxCutInARow;
  }

  /**
   * One failure between two stills is accepted: the last picture stays visible, and the next request is sent when it is
   * due.
   */
  mayMiss(error: unknown): boolean {
    const isPassing = error instanceof CaptureError && error.code !== 'own-stream';
    return isPassing && this.#stills > 0 && ++this.#missesInARow === 1;
  }

  /**
   * A camera that has answered before gets less time, so that a second request is possible before it counts as stalled.
   */
  #patienceMs(): number {
    if (this.#stills === 0) return this.#answerTimeoutMs;
    const usualMs = 2 * Math.max(...this.#answersMs);
    return Math.min(this.#answerTimeoutMs, Math.max(this.#answerTimeoutMs / 2, usualMs));
  }
}

function isOtherContent(error: unknown): boolean {
  return error instanceof CaptureError && error.code === 'bad-format';
}
