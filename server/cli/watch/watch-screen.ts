import type { ReadStream, WriteStream } from 'node:tty';
import type { ScreenSize } from './watch-table.ts';

const alternateScreen = '\x1b[?1049h\x1b[?25l';
const normalScreen = '\x1b[?25h\x1b[?1049l';
const home = '\x1b[H';
const clearLine = '\x1b[K';
const clearBelow = '\x1b[J';
const quitKeys = ['q', 'Q', '\x03', '\x04', '\x1b'];

/** A whole terminal window, given back as it was on dispose. */
export class WatchScreen implements Disposable {
  readonly #input: ReadStream;
  readonly #output: WriteStream;
  readonly #onQuit: () => void;
  readonly #onKey: (bytes: Buffer) => void;
  #onResize: (() => void) | undefined;

  constructor(input: ReadStream, output: WriteStream, onQuit: () => void) {
    this.#input = input;
    this.#output = output;
    this.#onQuit = onQuit;
    this.#onKey = (bytes) => {
      if (quitKeys.includes(bytes.toString('utf8'))) this.#onQuit();
    };
  }

  open(): void {
    this.#output.write(alternateScreen);
    if (!this.#input.isTTY) return;
    this.#input.setRawMode(true);
    this.#input.on('data', this.#onKey);
    // A terminal that is gone sends nothing more.
    this.#input.once('end', this.#onQuit);
  }

  onResize(listener: () => void): void {
    this.#onResize = listener;
    this.#output.on('resize', listener);
  }

  /** Replaces what is shown, without a moment of an empty screen. */
  draw(frame: (size: ScreenSize) => string[]): void {
    const lines = frame({ columns: this.#output.columns || 80, rows: this.#output.rows || 24 });
    this.#output.write(home + lines.map((line) => `${line}${clearLine}`).join('\r\n') + clearBelow);
  }

  [Symbol.dispose](): void {
    if (this.#onResize) this.#output.off('resize', this.#onResize);
    if (this.#input.isTTY) {
      this.#input.off('data', this.#onKey);
      this.#input.off('end', this.#onQuit);
      this.#input.setRawMode(false);
      this.#input.pause();
    }
    this.#output.write(normalScreen);
  }
}
