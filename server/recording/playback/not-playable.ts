/** There is nothing to play, or it cannot be read now. The message is a sentence for people. */
export class NotPlayableError extends Error {
  override readonly name = 'NotPlayableError';
}
