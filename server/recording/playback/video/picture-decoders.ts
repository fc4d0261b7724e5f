import type { Clock } from '../../../runtime/clock.ts';
import { TooManyWaitingError, Turns } from '../../../runtime/queue/turns.ts';
import { DecodeError } from './decode-error.ts';
import { PictureDecoder, type CodedGroup } from './picture-decoder.ts';

/** A page plays up to nine cameras. Each ffmpeg takes about 40 MB, and a third of a core of a Pi 4 for 720p30. */
const maxViews = 9;
/** Single pictures are decoded one after the other. */
const maxWaiting = 16;

/** The ffmpegs that make pictures of recordings in H.264: a bounded number of them. */
export class PictureDecoders {
  readonly #clock: Clock;
  readonly #singles = new Turns(maxWaiting);
  #views = 0;
  #refused = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get figures(): { views: number; refused: number } {
    return { views: this.#views, refused: this.#refused };
  }

  /** For one view; the caller disposes it. It takes a place while there is something to decode. */
  view(): PictureDecoder {
    return new PictureDecoder(this.#clock, () => {
      if (this.#views >= maxViews) {
        this.#refused++;
        return undefined;
      }
      this.#views++;
      return () => this.#views--;
    });
  }

  /** One picture, from its key frame on. @throws as `PictureDecoder.picture` */
  async single(group: CodedGroup, left: AbortSignal): Promise<Buffer | undefined> {
    try {
      return await this.#singles.take(async () => {
        using decoder = new PictureDecoder(this.#clock, () => () => undefined);
        return await decoder.picture(group, left);
      });
    } catch (error) {
      if (!(error instanceof TooManyWaitingError)) throw error;
      this.#refused++;
      throw new DecodeError('busy');
    }
  }
}
