import { beginsHead, headless, parseAnswerHead, type AnswerHead } from './answer-head.ts';
import { MalformedHttp } from './malformed-http.ts';

/** Some cameras send 17 kB of cookies; Node's own client stops at 16 kB. */
export const maxAnswerHeadBytes = 64 * 1024;
export const maxHeadLines = 1_000;
/** No status line is longer; a longer first line is something else. */
const maxFirstLineBytes = 1_024;
/** FF D8, in lower case like all text that it is compared with. */
const jpegBeginning = '\xff\xd8'.toLowerCase();
const usualBeginnings = ['http', 'icy '];

/** A head, and the places where its body begins. */
export interface HeadRead {
  head: AnswerHead;
  /** Bytes of earlier pushes that belong to the body: the beginning of an answer without a head. */
  bodyBefore: Buffer;
  /** The place in the last push where the rest of the body begins. */
  bodyOffset: number;
}

/**
 * Collects the head of one answer from bytes in pieces of any size. It skips 1xx answers and accepts any line end. An
 * answer that begins with a picture or a boundary counts as an answer without a head.
 */
export class HeadReader {
  readonly #lines: string[] = [];
  /** The line that has not ended yet. */
  #line = '';
  #headBytes = 0;
  /** The number of empty lines before the status line, after a 1xx answer or from a careless server. */
  #skippedLines = 0;

  /** Whether any byte of the answer has come. */
  get hasBegun(): boolean {
    return this.#headBytes > 0;
  }

  /**
   * Takes the next bytes, which must be valid during the call only.
   * @throws MalformedHttp
   */
  push(chunk: Buffer): HeadRead | undefined {
    let at = 0;
    while (at < chunk.length) {
      const end = chunk.indexOf(0x0a, at);
      const piece = chunk.subarray(at, end === -1 ? chunk.length : end + 1);
      this.#append(piece);
      if (this.#lines.length === 0) {
        const beginning = this.#beginning();
        if (beginning === 'body') {
          const before = this.#line.slice(0, this.#line.length - piece.length);
          return { head: headless, bodyBefore: Buffer.from(before, 'latin1'), bodyOffset: at };
        }
        if (beginning === 'other' && this.#line.length > maxFirstLineBytes) this.#refuse();
      }
      at += piece.length;
      if (end === -1) return undefined;
      const head = this.#endLine();
      if (head) return { head, bodyBefore: Buffer.alloc(0), bodyOffset: at };
    }
    return undefined;
  }

  /** Call it when the connection was closed: a head counts even if only its empty line is missing. */
  end(): AnswerHead | undefined {
    if (this.#line !== '') this.#endLine();
    return this.#lines.length > 0 ? parseAnswerHead(this.#lines) : undefined;
  }

  #append(piece: Buffer): void {
    this.#headBytes += piece.length;
    if (this.#headBytes > maxAnswerHeadBytes) {
      throw new MalformedHttp(
        `the head of its answer is longer than ${maxAnswerHeadBytes} bytes`,
        this.#shownLine(),
      );
    }
    this.#line += piece.toString('latin1');
  }

  /** How the answer begins; undefined when more bytes are needed. */
  #beginning(): 'head' | 'body' | 'other' | undefined {
    const begun = this.#line.slice(0, 4).toLowerCase();
    if (begun.length < 2) return undefined;
    if (begun.startsWith(jpegBeginning) || begun.startsWith('--')) return 'body';
    return usualBeginnings.some((usual) => usual.startsWith(begun)) ? 'head' : 'other';
  }

  /** Ends the current line. Returns the head when the line was the empty one. */
  #endLine(): AnswerHead | undefined {
    const line = this.#line.replace(/[\r\n]+$/, '');
    if (this.#lines.length === 0) {
      if (line.trim() === '') {
        this.#line = '';
        if (++this.#skippedLines > maxHeadLines) this.#refuse();
        return undefined;
      }
      if (!beginsHead(line)) this.#refuse();
    }
    if (this.#lines.length >= maxHeadLines) {
      throw new MalformedHttp(`the head of its answer has more than ${maxHeadLines} lines`, line);
    }
    this.#line = '';
    if (line !== '') {
      this.#lines.push(line);
      return undefined;
    }
    const head = parseAnswerHead(this.#lines);
    if (head.status >= 200 || head.status === 101) return head;
    this.#lines.length = 0;
    return undefined;
  }

  #refuse(): never {
    throw new MalformedHttp('the camera answers malformed HTTP', this.#shownLine());
  }

  #shownLine(): string {
    return this.#line.slice(0, maxFirstLineBytes).replace(/[\r\n]+$/, '');
  }
}
