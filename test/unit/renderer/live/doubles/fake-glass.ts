import { vi } from 'vitest';
import { brokenMark } from './pictures.ts';

/** Takes the place of a browser's decoders and canvases, and counts the memory that they hold outside the heap. */
export class FakeGlass {
  /** Names of everything that was opened and not closed yet. */
  readonly open: string[] = [];
  /** Sequences of the pictures whose decoding was begun, in order. */
  readonly decoded: number[] = [];
  /** Sequences of the pictures that were drawn, in order. */
  readonly drawn: number[] = [];
  /** While true a decoding does not end; `finish` ends the oldest one. */
  held = false;
  drawFails = false;
  readonly #waiting: (() => void)[] = [];

  constructor() {
    vi.stubGlobal('createImageBitmap', (source: Blob | FakeVideoFrame) => this.#bitmapOf(source));
  }

  /** As browsers have it over HTTPS and on the same machine. */
  offerImageDecoder(): void {
    const opened = (name: string) => this.#opened(name);
    const turn = () => this.#turn();
    vi.stubGlobal('VideoFrame', { prototype: {} });
    vi.stubGlobal(
      'ImageDecoder',
      class {
        readonly #bytes: Uint8Array;
        readonly close = opened('decoder');

        constructor({ data }: { data: Uint8Array }) {
          this.#bytes = data;
        }

        async decode(): Promise<{ image: FakeVideoFrame }> {
          await turn();
          refuseBroken(this.#bytes);
          return { image: { bytes: this.#bytes, close: opened('video frame') } };
        }
      },
    );
  }

  /** A canvas to paint on. */
  canvas(): OffscreenCanvas {
    const context = {
      translate: () => undefined,
      rotate: () => undefined,
      drawImage: ({ sequence }: { sequence: number }) => {
        if (this.drawFails) throw new Error('the context is lost');
        this.drawn.push(sequence);
      },
    };
    return { width: 1, height: 1, getContext: () => context } as unknown as OffscreenCanvas;
  }

  /** Ends the decoding that was begun first of those under way. */
  finish(): void {
    this.#waiting.shift()?.();
  }

  async #bitmapOf(source: Blob | FakeVideoFrame): Promise<object> {
    const bytes = source instanceof Blob ? new Uint8Array(await source.arrayBuffer()) : source.bytes;
    const sequence = bytes.at(-1) ?? 0;
    this.decoded.push(sequence);
    await this.#turn();
    refuseBroken(bytes);
    return { sequence, close: this.#opened(`picture ${sequence}`) };
  }

  async #turn(): Promise<void> {
    if (this.held) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Returns what closes it. */
  #opened(name: string): () => void {
    this.open.push(name);
    return () => void this.open.splice(this.open.indexOf(name), 1);
  }
}

interface FakeVideoFrame {
  bytes: Uint8Array;
  close: () => void;
}

function refuseBroken(bytes: Uint8Array): void {
  if (bytes.at(-2) === brokenMark) throw new Error('The source image could not be decoded.');
}
