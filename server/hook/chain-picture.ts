import { hookAnswerLimits } from '../contract/hook/hook-answer.ts';
import type { HookManifest } from '../contract/hook/hook-manifest.ts';
import type { CapturedImage, Frame } from '../frame/frame.ts';
import type { HeldFrame } from '../frame/held-frame.ts';
import { decodeJpeg } from '../picture/jpeg-decoder.ts';
import { encodeJpeg } from '../picture/jpeg-encoder.ts';
import type { PictureQueue } from '../picture/picture-queue.ts';
import type { RawPicture } from '../picture/raster.ts';
import { serverItself } from '../runtime/queue/client.ts';
import { HookProblem } from './hook-problem.ts';
import type { HookAnswer } from './process/hook-process.ts';
import { readJpeg } from './read-jpeg.ts';

const quality = 85;

type Source = { jpeg: CapturedImage } | { raw: RawPicture };

/** A picture on its way through the hooks of a camera. Each form that a hook asks for is made once for all hooks. */
export class ChainPicture {
  readonly frame: Frame;
  readonly #queue: PictureQueue;
  readonly #source: Source;
  readonly #raws = new Map<number | undefined, Promise<RawPicture>>();
  #encoded: Promise<Buffer> | undefined;
  /** Set while the picture is the camera's own. */
  readonly #held: HeldFrame | undefined;
  #users = 1;

  private constructor(frame: Frame, queue: PictureQueue, source: Source, held: HeldFrame | undefined) {
    this.frame = frame;
    this.#queue = queue;
    this.#source = source;
    this.#held = held;
  }

  /** @param held the camera's frame; the picture releases it after its last user */
  static of(held: HeldFrame, queue: PictureQueue): ChainPicture {
    return new ChainPicture(held.frame, queue, { jpeg: held.frame }, held);
  }

  /** The picture that a hook answered; undefined when it answered none. @throws HookProblem bad-picture */
  answered({ picture, bytes }: HookAnswer): ChainPicture | undefined {
    if (!picture) return undefined;
    const { format, width, height } = picture;
    if (format === 'jpeg') return this.#with({ jpeg: readJpeg(bytes) });
    if (bytes.length !== width * height * 3)
      throw new HookProblem(
        'bad-picture',
        `${width} × ${height} pixels have ${width * height * 3} bytes, and it answered ${bytes.length}`,
      );
    return this.#with({ raw: { pixels: bytes, width, height } });
  }

  #with(source: Source): ChainPicture {
    return new ChainPicture(this.frame, this.#queue, source, undefined);
  }

  /** Keeps the camera's frame until one more `leave`. */
  join(): void {
    this.#users++;
  }

  leave(): void {
    if (--this.#users === 0) this.#held?.release();
  }

  /** The picture in the form that a hook asks for. */
  async formed({ wants, maxWidth }: Pick<HookManifest, 'wants' | 'maxWidth'>): Promise<{
    head: { format: 'jpeg' | 'raw'; width: number; height: number };
    bytes: Uint8Array;
  }> {
    const { width } = 'jpeg' in this.#source ? this.#source.jpeg : this.#source.raw;
    const isTooWide = maxWidth !== undefined && width > maxWidth;
    if (wants === 'raw') {
      const raw = await this.#raw(isTooWide ? maxWidth : undefined);
      return { head: { format: 'raw', width: raw.width, height: raw.height }, bytes: raw.pixels };
    }
    if (!isTooWide) {
      const { jpeg, ...size } = await this.#jpeg();
      return { head: { format: 'jpeg', ...size }, bytes: jpeg };
    }
    const raw = await this.#raw(maxWidth);
    const bytes = await this.#inTurn(() => encodeJpeg(raw, quality));
    return { head: { format: 'jpeg', width: raw.width, height: raw.height }, bytes };
  }

  /** The picture as a frame for viewers. */
  async shown(): Promise<Frame> {
    const { jpeg, width, height } = await this.#jpeg();
    const memory = 'jpeg' in this.#source ? this.#source.jpeg.memory : undefined;
    return { ...this.frame, jpeg, width, height, orientation: undefined, memory };
  }

  async #jpeg(): Promise<{ jpeg: Buffer; width: number; height: number }> {
    const source = this.#source;
    if ('jpeg' in source) return source.jpeg;
    const { raw } = source;
    this.#encoded ??= this.#inTurn(() => encodeJpeg(raw, quality));
    return { jpeg: await this.#encoded, width: raw.width, height: raw.height };
  }

  #raw(maxWidth: number | undefined): Promise<RawPicture> {
    const source = this.#source;
    if ('raw' in source && maxWidth === undefined) return Promise.resolve(source.raw);
    const made = this.#raws.get(maxWidth);
    if (made) return made;
    const making = this.#inTurn(async () => {
      const { jpeg } = await this.#jpeg();
      const raw = await decodeJpeg(jpeg, { maxWidth });
      if (raw.pixels.length <= hookAnswerLimits.pictureBytes) return raw;
      throw new Error('the picture is too large to be decoded for a hook; give the hook a maxWidth');
    });
    this.#raws.set(maxWidth, making);
    return making;
  }

  #inTurn<T>(job: () => Promise<T>): Promise<T> {
    return this.#queue.run('hook', serverItself, job);
  }
}
