/** "not-matroska": no such file at all. "no-video": no MJPEG in it. "too-large": a bound of the reader was hit. */
export type MatroskaErrorCode = 'not-matroska' | 'no-video' | 'too-large' | 'no-such-frame';

/** A file, or a place in one, that cannot be read. */
export class MatroskaError extends Error {
  readonly code: MatroskaErrorCode;

  constructor(code: MatroskaErrorCode, message: string) {
    super(message);
    this.name = 'MatroskaError';
    this.code = code;
  }
}
