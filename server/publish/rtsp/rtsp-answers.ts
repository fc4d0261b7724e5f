/** One answer of an RTSP server (RFC 2326, section 7). */
export interface RtspAnswer {
  status: number;
  reason: string;
  /** By lower-case name; repeated ones are joined with a comma. */
  headers: ReadonlyMap<string, string>;
}

const maxHeadBytes = 16 * 1024;
const maxBodyBytes = 256 * 1024;
const dollar = 0x24;

/**
 * Cuts the bytes of an RTSP server into answers. Interleaved packets (its reports) and bodies are skipped.
 */
export class RtspAnswers {
  readonly #onAnswer: (answer: RtspAnswer) => void;
  #kept: Buffer = Buffer.alloc(0);
  #skip = 0;

  constructor(onAnswer: (answer: RtspAnswer) => void) {
    this.#onAnswer = onAnswer;
  }

  /** @throws Error when the bytes are not RTSP */
  push(chunk: Buffer): void {
    this.#kept = Buffer.concat([this.#kept, chunk]);
    for (;;) {
      const skipped = Math.min(this.#skip, this.#kept.length);
      this.#kept = this.#kept.subarray(skipped);
      this.#skip -= skipped;
      if (this.#skip > 0 || this.#kept.length < 4) return;
      if (this.#kept[0] === dollar) {
        this.#skip = 4 + this.#kept.readUInt16BE(2);
        continue;
      }
      const end = this.#kept.indexOf('\r\n\r\n');
      if (end < 0) {
        const isRtsp = this.#kept.subarray(0, 5).toString('latin1') === 'RTSP/'.slice(0, this.#kept.length);
        if (!isRtsp || this.#kept.length > maxHeadBytes) throw new Error('the answer is not RTSP');
        return;
      }
      const answer = parseAnswer(this.#kept.subarray(0, end).toString('latin1'));
      const length = Number(answer.headers.get('content-length') ?? 0);
      if (!(length >= 0 && length <= maxBodyBytes)) throw new Error('the answer has no sensible length');
      this.#skip = end + 4 + length;
      this.#onAnswer(answer);
    }
  }
}

function parseAnswer(head: string): RtspAnswer {
  const [first = '', ...lines] = head.split('\r\n');
  const [, status, reason = ''] = /^RTSP\/1\.\d (\d{3}) ?(.*)$/.exec(first) ?? [];
  if (status === undefined) throw new Error('the answer is not RTSP');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return { status: Number(status), reason: reason.trim(), headers };
}
