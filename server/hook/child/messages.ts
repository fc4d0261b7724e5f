/*
 * The messages between the server and a hook's process, in both directions: a word, the length of a head and of a body,
 * the head as JSON, the body as bytes. Both programs use this file, and it imports nothing: the process of a hook may
 * read no other.
 */

const word = Buffer.from('hOOk');
const prefixBytes = 12;

/** A message that is being read or was read whole. */
export interface Message {
  head: unknown;
  body: Buffer;
}

export interface MessageLimits {
  headBytes: number;
  bodyBytes: number;
}

/** The bytes are no message, or a message is larger than allowed. */
export class MessageError extends Error {
  readonly kind: 'garbage' | 'too-large';

  constructor(kind: MessageError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The bytes that stand before a body of `bodyBytes`. */
export function messageStart(head: unknown, bodyBytes: number): Buffer {
  const json = Buffer.from(JSON.stringify(head));
  const prefix = Buffer.alloc(prefixBytes);
  word.copy(prefix);
  prefix.writeUInt32LE(json.length, 4);
  prefix.writeUInt32LE(bodyBytes, 8);
  return Buffer.concat([prefix, json]);
}

/** Reads messages from pieces of any length. It holds one message at most. */
export class MessageReader {
  readonly #limits: MessageLimits;
  readonly #onMessage: (message: Message) => void;
  /** The part that is being read, and how much of it is there. */
  #part: Buffer = Buffer.alloc(prefixBytes);
  #filled = 0;
  #place: 'prefix' | 'head' | 'body' = 'prefix';
  #bodyBytes = 0;
  #head: unknown;

  constructor(limits: MessageLimits, onMessage: (message: Message) => void) {
    this.#limits = limits;
    this.#onMessage = onMessage;
  }

  /**
   * Takes the next bytes, which must be valid during the call only.
   * @throws MessageError; then nothing more may be read
   */
  push(chunk: Buffer): void {
    let at = 0;
    for (;;) {
      const taken = chunk.copy(this.#part, this.#filled, at);
      this.#filled += taken;
      at += taken;
      if (this.#filled < this.#part.length) return;
      this.#next();
      if (at >= chunk.length && this.#part.length > 0) return;
    }
  }

  #next(): void {
    switch (this.#place) {
      case 'prefix': {
        const { headBytes, bodyBytes } = this.#limits;
        if (!this.#part.subarray(0, word.length).equals(word))
          throw new MessageError('garbage', 'the bytes are no message');
        const headLength = this.#part.readUInt32LE(4);
        this.#bodyBytes = this.#part.readUInt32LE(8);
        if (headLength > headBytes)
          throw new MessageError('too-large', `the answer has ${headLength} bytes beside its picture`);
        if (this.#bodyBytes > bodyBytes)
          throw new MessageError('too-large', `the picture of the answer has ${this.#bodyBytes} bytes`);
        return this.#expect('head', headLength);
      }
      case 'head':
        this.#head = parsed(this.#part);
        return this.#expect('body', this.#bodyBytes);
      case 'body': {
        const message = { head: this.#head, body: this.#part };
        this.#expect('prefix', prefixBytes);
        return this.#onMessage(message);
      }
      default:
        this.#place satisfies never;
    }
  }

  #expect(place: 'prefix' | 'head' | 'body', bytes: number): void {
    this.#place = place;
    this.#part = Buffer.allocUnsafeSlow(bytes);
    this.#filled = 0;
  }
}

function parsed(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString());
  } catch {
    throw new MessageError('garbage', 'the head of the message is not JSON');
  }
}
