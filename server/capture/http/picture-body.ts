import { CaptureError } from '../../contract/capture-error.ts';
import { pauseUntil } from '../../runtime/child/paced-reading.ts';
import type { ImageSink } from '../demuxed-images.ts';
import { bodyKind, type BodyKind } from './body-kind.ts';
import type { BodyEnd, HttpAnswer } from './connection.ts';
import { PartFilter } from './part-filter.ts';

/** A description may precede the picture. After this many parts without a picture the address counts as wrong. */
const maxOtherParts = 4;

export interface PictureBodyOptions {
  sink: ImageSink;
  /** Whether the address has sent a still before: then the next body is probably a still too. */
  isPolled: boolean;
  /** How long to wait after a whole still for the end of its body, or for bytes that show a stream. */
  graceMs: (isPolled: boolean) => number;
  /** Whether the announced length has proved to be too small. */
  pastLength: boolean;
  /** The boundary of a multipart body whose head tells none. */
  boundary?: string | undefined;
  /** The longest pause within the body of a still. */
  silenceMs: number;
  signal: AbortSignal;
}

/** The result of reading a body. A stream ends only with its connection. */
export interface PictureBody {
  kind: 'still' | 'stream';
  images: number;
  /** The body had its announced length, but the picture was not whole. */
  isCut: boolean;
}

/**
 * Reads the pictures of one answer. The bytes of the body decide what it is, because its Content-Type is often wrong.
 * @throws CaptureError bad-format, unreachable; MalformedHttp and the errors of the connection
 */
export async function readPictures(answer: HttpAnswer, options: PictureBodyOptions): Promise<PictureBody> {
  const body = new PictureReader(answer, options);
  return body.read();
}

class PictureReader {
  readonly #answer: HttpAnswer;
  readonly #options: PictureBodyOptions;
  readonly #type: string;
  readonly #imagesBefore: number;
  /** The first bytes, until they tell the kind of the body. */
  #first: Buffer | undefined = Buffer.alloc(0);
  #kind: BodyKind = { kind: 'unknown' };
  #parts: PartFilter | undefined;
  #otherParts: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #silent = false;
  #received = 0;

  constructor(answer: HttpAnswer, options: PictureBodyOptions) {
    this.#answer = answer;
    this.#options = options;
    this.#type = mediaType(answer.head.headers.get('content-type'));
    this.#imagesBefore = options.sink.images;
  }

  get #images(): number {
    return this.#options.sink.images - this.#imagesBefore;
  }

  async read(): Promise<PictureBody> {
    const { signal, pastLength } = this.#options;
    this.#arm();
    try {
      const end = await this.#answer.read((bytes) => this.#take(bytes), signal, pastLength);
      if (this.#first) this.#decide(this.#first, true);
      return this.#outcome(end);
    } finally {
      clearTimeout(this.#timer);
    }
  }

  #take(bytes: Buffer): void {
    this.#received += bytes.length;
    if (this.#first) this.#decide(bytes, false);
    else this.#push(bytes);
    this.#arm();
  }

  #push(bytes: Buffer): void {
    const { sink } = this.#options;
    const push = (part: Buffer) => pauseUntil(this.#answer, sink.push(part));
    if (this.#parts) this.#parts.push(bytes, push);
    else push(bytes);
  }

  #decide(bytes: Buffer, isAll: boolean): void {
    const first = isAll ? bytes : Buffer.concat([this.#first ?? Buffer.alloc(0), bytes]);
    const kind = bodyKind(first, isAll);
    this.#first = kind ? undefined : first;
    if (!kind) return;
    this.#kind = kind;
    if (kind.kind === 'other') throw refused(kind.what);
    if (kind.kind === 'unknown' && first.length > 0) this.#refuseByType();
    const delimiter = kind.kind === 'multipart' ? kind.delimiter : this.#announcedDelimiter();
    if (delimiter !== undefined) this.#parts = new PartFilter(delimiter, (part) => this.#judgePart(part));
    this.#push(first);
  }

  #judgePart(first: Buffer): void {
    const kind = this.#images === 0 ? bodyKind(first, true) : undefined;
    if (kind?.kind === 'other' && this.#otherParts.push(kind.what) === maxOtherParts) {
      throw refused(`${kind.what} in each part`);
    }
  }

  /** An unknown beginning may still lead to a picture, unless the type excludes that. */
  #refuseByType(): void {
    if (/^(text\/html|application\/xhtml\+xml)$/.test(this.#type)) throw refused('a web page');
    if (/^application\/json$/.test(this.#type)) throw refused('a JSON document');
    if (/^image\/(?!jpe?g$|pjpeg$|\*$)/.test(this.#type)) throw refused(this.#type);
    if (
      !/^(image\/.*|multipart\/.*|video\/(x-)?m(otion-)?jpeg|text\/plain|application\/octet-stream|)$/.test(
        this.#type,
      )
    )
      throw new CaptureError('bad-format', `the camera sends ${this.#type}`);
  }

  #announcedDelimiter(): string | undefined {
    if (!this.#isMultipart) return undefined;
    const type = this.#answer.head.headers.get('content-type') ?? '';
    const [, quoted, plain] = /;\s*boundary\s*=\s*(?:"([^"]*)"|([^\s;]+))/i.exec(type) ?? [];
    const name = (quoted ?? plain ?? this.#options.boundary ?? '').replace(/^-+/, '').slice(0, 200);
    return name === '' ? undefined : `--${name}`;
  }

  get #isMultipart(): boolean {
    return this.#kind.kind === 'multipart' || this.#type.startsWith('multipart/');
  }

  get #isDeclaredStill(): boolean {
    return !this.#isMultipart && (this.#options.isPolled || this.#type.startsWith('image/'));
  }

  /** For a stream the length is only a hint; see `bodyFraming`. */
  get #announcedBytes(): number {
    if (this.#options.pastLength) return Number.NaN;
    return Number(this.#answer.head.headers.get('content-length') ?? Number.NaN);
  }

  /**
   * A whole still needs no end of its body, and one that pauses too long will not get one. A stream may be as slow as
   * it likes.
   */
  #arm(): void {
    const wholeStill = this.#images === 1 && (this.#parts ? this.#parts.isClosed : true);
    const wholeLength = this.#received > 0 && this.#received === this.#announcedBytes;
    const unfinished = this.#images === 0 && this.#isDeclaredStill;
    clearTimeout(this.#timer);
    if (wholeStill || wholeLength) {
      this.#timer = setTimeout(
        () => this.#answer.leave(),
        this.#options.graceMs(this.#isDeclaredStill || wholeLength),
      );
    } else if (unfinished) {
      this.#timer = setTimeout(() => {
        this.#silent = true;
        this.#answer.leave();
      }, this.#options.silenceMs);
    }
  }

  #outcome(end: BodyEnd): PictureBody {
    const images = this.#images;
    if (this.#silent && images === 0 && !this.#options.pastLength) {
      throw new CaptureError('unreachable', `no picture came within ${this.#options.silenceMs} ms`);
    }
    if (this.#received === 0 && this.#isDeclaredStill) throw new CaptureError('ended', 'the answer is empty');
    const [part] = this.#otherParts;
    if (images === 0 && part !== undefined) throw refused(part);
    const isStill = images === 1 || this.#isDeclaredStill || (end === 'whole' && this.#kind.kind === 'jpeg');
    const hasUnknownText = this.#kind.kind === 'unknown' && /^(text|application)\//.test(this.#type);
    if (images === 0 && hasUnknownText)
      throw new CaptureError('bad-format', `the camera sends ${this.#type}`);
    const isCut = images === 0 && this.#kind.kind === 'jpeg' && this.#received === this.#announcedBytes;
    return { kind: isStill ? 'still' : 'stream', images, isCut };
  }
}

function mediaType(header = ''): string {
  return (header.split(/[;,]/)[0] ?? '').trim().toLowerCase();
}

function refused(what: string): CaptureError {
  return new CaptureError(
    'bad-format',
    `the address answers ${what}; enter the address of its MJPEG stream or JPEG picture`,
  );
}
