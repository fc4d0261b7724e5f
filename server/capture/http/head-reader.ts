import { beginsHead, headless, parseHead, type AnswerHead } from './answer-head.ts';
import { MalformedHttp } from './malformed-http.ts';

/** Cameras were seen to send 17 kB of cookies; Node's own client stops at 16 kB. */
export const maxHeadBytes = 64 * 1024;
export const maxHeadLines = 1_000;
/** More than any status line has; what is longer is something else. */
const maxFirstLineBytes = 1_024;
/** FF D8, in lower case as all that it is compared with. */
const jpegBeginning = '\xff\xd8'.toLowerCase();
const usualBeginnings = ['http', 'icy '];

/** The head of an answer, and how many bytes of the last push belong to it; the body begins there. */
export interface HeadRead {
  head: AnswerHead;
  /** What came before the last push and belongs to the body: the first bytes of an answer without a head. */
  bodyBefore: Buffer;
  /** Where in the last push the rest of the body begins. */
  bodyOffset: number;
}

/**
 * Collects the head of one answer from its bytes, however they are cut: passes over 1xx answers, takes any line end,
 * and an answer that begins with a picture or a boundary as one without a head.
 */
export class HeadReader {
  readonly #lines: string[] = [];
  /** The line that is not whole yet. */
  #line = '';
  #headBytes = 0;
  /** How many empty lines a 1xx answer or a careless server put before the status line. */
  #skippedLines = 0;

  /** Whether any byte of the answer has come. */
  get hasBegun(): boolean {
    return this.#headBytes > 0;
  }

  /**
   * Takes the next bytes, which need to stay valid during the call only.
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

  /** The connection was closed: a head without its empty line counts when it is whole otherwise. */
  end(): AnswerHead | undefined {
    if (this.#line !== '') this.#endLine();
    return this.#lines.length > 0 ? parseHead(this.#lines) : undefined;
  }

  #append(piece: Buffer): void {
    this.#headBytes += piece.length;
    if (this.#headBytes > maxHeadBytes) {
      throw new MalformedHttp(`its head is longer than ${maxHeadBytes} bytes`, this.#shownLine());
    }
    this.#line += piece.toString('latin1');
  }

  /** How the answer begins; undefined when that cannot be told yet. */
  #beginning(): 'head' | 'body' | 'other' | undefined {
    const begun = this.#line.slice(0, 4).toLowerCase();
    if (begun.length < 2) return undefined;
    if (begun.startsWith(jpegBeginning) || begun.startsWith('--')) return 'body';
    return usualBeginnings.some((usual) => usual.startsWith(begun)) ? 'head' : 'other';
  }

  /** The line is whole. Returns the head when it was the empty one. */
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
      throw new MalformedHttp(`its head has more than ${maxHeadLines} lines`, line);
    }
    this.#line = '';
    if (line !== '') {
      this.#lines.push(line);
      return undefined;
    }
    const head = parseHead(this.#lines);
    if (head.status >= 200 || head.status === 101) return head;
    this.#lines.length = 0;
    return undefined;
  }

  #refuse(): never {
    throw new MalformedHttp('it answers malformed HTTP', this.#shownLine());
  }

  #shownLine(): string {
    return this.#line.slice(0, maxFirstLineBytes).replace(/[\r\n]+$/, '');
  }
}
