import { decisiveBytes } from './body-kind.ts';
import type { TakeBytes } from './body-reader.ts';

/** A longer text after a delimiter is not the head of a part. */
const maxHeadLength = 4 * 1024;

/**
 * Removes the parts of a multipart body that declare another type than a picture, so that sound that looks like a JPEG
 * is not taken for one. All other bytes pass unchanged and without a copy: the demuxer finds the pictures by itself,
 * and needs no correct lengths or line ends.
 */
export class PartFilter {
  readonly #delimiter: Buffer;
  /** The last bytes, which may begin a delimiter. */
  #tail = Buffer.alloc(0);
  /** The text after a delimiter, while it is read as a head. */
  #head: string | undefined;
  #passing = true;
  #seenPicture = false;
  /** The first bytes of a part, until `decisiveBytes` have come. */
  #beginning: Buffer | undefined;
  readonly #partBegan: (first: Buffer) => void;
  /** Whether the delimiter after the last part has come, and nothing after it. */
  isClosed = false;

  /**
   * @param delimiter the line before each part, with its hyphens
   * @param partBegan receives the first `decisiveBytes` of each part, or all bytes of a shorter part
   */
  constructor(delimiter: string, partBegan: (first: Buffer) => void = () => undefined) {
    this.#delimiter = Buffer.from(delimiter, 'latin1');
    this.#partBegan = partBegan;
  }

  push(bytes: Buffer, pass: TakeBytes): void {
    let at = 0;
    while (at < bytes.length) {
      at = this.#head === undefined ? this.#readPart(bytes, at, pass) : this.#readHead(bytes, at, pass);
    }
  }

  #readPart(bytes: Buffer, start: number, pass: TakeBytes): number {
    const found = this.#endOfDelimiter(bytes, start);
    const end = found ?? bytes.length;
    if (this.#passing) pass(bytes.subarray(start, end));
    if (this.#beginning) this.#begin(bytes.subarray(start, end), found !== undefined);
    if (found === undefined) {
      this.#keepTail(bytes, start);
    } else {
      this.#tail = Buffer.alloc(0);
      this.#head = '';
    }
    return end;
  }

  #begin(bytes: Buffer, isAll: boolean): void {
    const first = Buffer.concat([this.#beginning ?? bytes, bytes.subarray(0, decisiveBytes)]);
    const isEnough = isAll || first.length >= decisiveBytes;
    this.#beginning = isEnough ? undefined : first;
    if (isEnough) this.#partBegan(first.subarray(0, decisiveBytes));
  }

  #endOfDelimiter(bytes: Buffer, start: number): number | undefined {
    const length = this.#delimiter.length;
    if (this.#tail.length > 0) {
      const joint = Buffer.concat([this.#tail, bytes.subarray(start, start + length - 1)]);
      const at = joint.indexOf(this.#delimiter);
      if (at !== -1) return start + at + length - this.#tail.length;
    }
    const at = bytes.indexOf(this.#delimiter, start);
    return at === -1 ? undefined : at + length;
  }

  #keepTail(bytes: Buffer, start: number): void {
    const length = this.#delimiter.length - 1;
    const fresh = bytes.subarray(Math.max(start, bytes.length - length));
    const kept = this.#tail.subarray(Math.max(0, this.#tail.length - (length - fresh.length)));
    this.#tail = Buffer.concat([kept, fresh]);
  }

  /** A head is text up to an empty line, or up to the first byte of a picture when that line is missing. */
  #readHead(bytes: Buffer, start: number, pass: TakeBytes): number {
    let head = this.#head ?? '';
    let at = start;
    let isWhole = false;
    while (at < bytes.length && !isWhole && head.length < maxHeadLength) {
      const byte = bytes[at] ?? 0;
      if (!isText(byte)) break;
      head += String.fromCharCode(byte);
      at++;
      isWhole = byte === 0x0a && isEmptyLine(head);
    }
    const isEnd = isWhole || head.length >= maxHeadLength || at < bytes.length;
    this.isClosed = /^--\s*$/.test(head);
    this.#head = isEnd ? undefined : head;
    // The text of a head does no harm among the pictures, and may prove to be no head.
    if (this.#passing) pass(bytes.subarray(start, at));
    if (isEnd) {
      this.#passing = this.#isPicture(head, isWhole || bytes[at] === 0xff);
      this.#beginning = this.#passing ? Buffer.alloc(0) : undefined;
    }
    return at;
  }

  #isPicture(head: string, isWhole: boolean): boolean {
    // By chance the bytes of a picture or of sound may contain the delimiter.
    if (!isWhole || !/^[ \t]*(\r?\n|$)/.test(head)) return this.#passing;
    const type = /^content-type[ \t]*[:=][ \t]*"?([^\s;"]*)/im.exec(head)?.[1]?.toLowerCase() ?? '';
    if (type.startsWith('image/')) this.#seenPicture = true;
    if (type === '' || type.startsWith('image/')) return true;
    return !this.#seenPicture && !type.startsWith('audio/');
  }
}

function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0d || byte === 0x0a || byte === 0x09;
}

/** Whether the head's last line is empty. The rest of the delimiter's line does not count. */
function isEmptyLine(head: string): boolean {
  return /\n[ \t]*\r?\n$/.test(head);
}
