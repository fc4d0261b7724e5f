/** H.264 cannot be made into pictures now. The message is a sentence for people. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly kind: 'no-ffmpeg' | 'busy';

  constructor(kind: DecodeError['kind']) {
    super(
      kind === 'no-ffmpeg'
        ? 'These recordings are H.264, and ffmpeg is not installed on the server. Run there: sudo apt install ffmpeg'
        : 'Too many recordings in H.264 are played already. Close some of them, or try again in a moment.',
    );
    this.kind = kind;
  }
}
