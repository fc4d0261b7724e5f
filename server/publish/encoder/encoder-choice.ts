import { errorText } from '../../contract/error-text.ts';
import { startOutputChild } from '../../runtime/child/child-process.ts';
import type { Clock } from '../../runtime/clock.ts';
import { toH264, type EncoderName } from './encoder-args.ts';
import { FlvReader } from './flv-reader.ts';

/** The encoder that is used, and for the log, why. */
export interface ChosenEncoder {
  encoder: EncoderName;
  why: string;
}

/** The Pi's encoder needs some 300 ms to start. A driver that hangs must not keep the viewers waiting. */
const trialTimeoutMs = 8_000;
const trialPictures = 12;
/** An encoder may keep some pictures back, but not half of them. */
const enoughPictures = 6;

/**
 * Chooses the encoder once for the life of the server. A Pi up to the 4 has an encoder of its own (V4L2 M2M), but a
 * kernel without memory for it (CMA), or ffmpeg's support for it, may be broken: only real pictures show that.
 */
export class EncoderChoice {
  readonly #clock: Clock;
  readonly #onChosen: (chosen: ChosenEncoder) => void;
  #chosen: Promise<ChosenEncoder> | undefined;

  constructor(clock: Clock, onChosen: (chosen: ChosenEncoder) => void) {
    this.#clock = clock;
    this.#onChosen = onChosen;
  }

  async get(): Promise<EncoderName> {
    this.#chosen ??= this.#choose();
    return (await this.#chosen).encoder;
  }

  async #choose(): Promise<ChosenEncoder> {
    const problem = await tryEncoder('h264_v4l2m2m', this.#clock);
    const chosen: ChosenEncoder =
      problem === undefined
        ? { encoder: 'h264_v4l2m2m', why: 'this machine has an encoder, and it works' }
        : { encoder: 'libx264', why: `this machine's encoder cannot be used: ${problem}` };
    this.#onChosen(chosen);
    return chosen;
  }
}

/** Encodes some pictures. Returns why the encoder cannot be used; undefined when it can. Never rejects. */
export async function tryEncoder(encoder: EncoderName, clock: Clock): Promise<string | undefined> {
  const late = new AbortController();
  const done = new AbortController();
  let hasConfiguration = false;
  let keys = 0;
  let pictures = 0;
  const reader = new FlvReader({
    onConfiguration: () => (hasConfiguration = true),
    onPicture: ({ isKey }) => {
      pictures++;
      if (isKey) keys++;
    },
  });
  void clock.sleep(trialTimeoutMs, done.signal).then(() => late.abort());
  try {
    const child = await startOutputChild(
      {
        command: 'ffmpeg',
        args: [
          ...['-hide_banner', '-nostdin', '-loglevel', 'error'],
          ...['-f', 'lavfi', '-i', 'testsrc2=size=640x480:rate=30', '-frames:v', String(trialPictures)],
          ...toH264({ encoder, bitrate: 1_000 }),
        ],
        outputFd: 1,
        onOutput: (chunk) => {
          reader.push(chunk);
          return undefined;
        },
      },
      late.signal,
    );
    const exit = await child.ended;
    if (hasConfiguration && keys > 0 && pictures >= enoughPictures) return undefined;
    if (late.signal.aborted && !done.signal.aborted) return `it did not end within ${trialTimeoutMs} ms`;
    // The first line names the cause, the later ones its effects.
    return (
      child.messages().trim().split('\n')[0] ||
      `it made ${pictures} of ${trialPictures} pictures (status ${exit.code})`
    );
  } catch (error) {
    return errorText(error);
  } finally {
    done.abort();
  }
}
