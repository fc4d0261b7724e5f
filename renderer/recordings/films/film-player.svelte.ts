import { errorText } from '../../../server/contract/error-text.ts';

export interface FilmFrame {
  picture: Blob;
  /** When it was captured, milliseconds since the epoch. */
  atMs: number;
}

export interface FilmParts {
  frames: number;
  framesPerSecond: number;
  read: (number: number) => Promise<FilmFrame>;
  nowMs: () => number;
  /** Waits until the next picture may be due. */
  pause: () => Promise<void>;
}

/**
 * Plays a film picture by picture. One request is under way at a time, and the next one is for the picture that is due
 * then: over a slow network pictures are left out, and the film keeps its speed.
 */
export class FilmPlayer {
  readonly frames: number;
  /** Number of the picture that is wanted, from 0. */
  number = $state(0);
  shown = $state.raw<FilmFrame | undefined>(undefined);
  isPlaying = $state(false);
  /** Why there is no picture; empty when there is one. */
  problem = $state('');
  readonly #parts: FilmParts;
  #isClosed = false;
  #shownNumber = -1;
  #isReading = false;
  #turn = 0;

  constructor(parts: FilmParts) {
    this.#parts = parts;
    this.frames = parts.frames;
  }

  /** Shows one picture; a film that plays goes on from there. */
  async show(number: number): Promise<void> {
    this.number = Math.max(0, Math.min(this.frames - 1, Math.round(number)));
    if (this.isPlaying) return this.play();
    await this.#follow();
  }

  /** Plays to the end, from the beginning when it has ended. */
  async play(): Promise<void> {
    const { nowMs, framesPerSecond, pause } = this.#parts;
    const turn = ++this.#turn;
    if (this.number >= this.frames - 1) this.number = 0;
    this.isPlaying = true;
    const [first, startMs] = [this.number, nowMs()];
    while (turn === this.#turn) {
      const due = first + Math.floor(((nowMs() - startMs) / 1_000) * framesPerSecond);
      this.number = Math.min(this.frames - 1, due);
      await this.#follow();
      if (turn !== this.#turn) return;
      if (this.problem !== '' || this.number >= this.frames - 1) return this.stop();
      await pause();
    }
  }

  stop(): void {
    this.#turn++;
    this.isPlaying = false;
  }

  /** Reads nothing more. */
  close(): void {
    this.stop();
    this.#isClosed = true;
  }

  /** Reads until the wanted picture is shown. */
  async #follow(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#shownNumber !== this.number && !this.#isClosed) {
        const { number } = this;
        const frame = await this.#parts.read(number);
        this.#shownNumber = number;
        this.shown = frame;
        this.problem = '';
      }
    } catch (error) {
      if (!this.#isClosed) this.problem = errorText(error);
    } finally {
      this.#isReading = false;
    }
  }
}
