import type { ByteSink } from './byte-sink.ts';
import { ChunkedBody } from './chunked.ts';

const maxHeadBytes = 32 * 1024;

export interface ResponseHead {
  status: number;
  /** Names in lower case. */
  headers: Map<string, string>;
}

/** Reads one HTTP/1.1 response from the bytes of its connection. */
export class HttpResponse {
  /** The body has come to the end its head announced; without a length only the connection's end tells. */
  ended = false;
  readonly #onHead: (head: ResponseHead) => ByteSink;
  #head = '';
  #body: ByteSink | undefined;

  /** @param onHead called once; what it returns gets the body */
  constructor(onHead: (head: ResponseHead) => ByteSink) {
    this.#onHead = onHead;
  }

  /** @throws Error when the bytes are no HTTP response, and what the sink throws */
  readonly take: ByteSink = (chunk, start, end) => {
    if (this.#body) {
      this.#body(chunk, start, end);
      return;
    }
    const before = this.#head.length;
    this.#head += chunk.toString('latin1', start, end);
    const last = this.#head.indexOf('\r\n\r\n');
    if (last < 0) {
      if (this.#head.length > maxHeadBytes) throw new Error('a response without an end of its headers');
      return;
    }
    const head = parseHead(this.#head.slice(0, last));
    this.#body = this.#decoded(head, this.#onHead(head));
    this.take(chunk, start + last + '\r\n\r\n'.length - before, end);
  };

  #decoded(head: ResponseHead, sink: ByteSink): ByteSink {
    if (head.headers.get('transfer-encoding')?.toLowerCase() === 'chunked') {
      const chunked = new ChunkedBody(sink);
      return (chunk, start, end) => {
        chunked.take(chunk, start, end);
        this.ended = chunked.ended;
      };
    }
    let bytesLeft = Number(head.headers.get('content-length') ?? Infinity);
    return (chunk, start, end) => {
      sink(chunk, start, end);
      bytesLeft -= end - start;
      this.ended = bytesLeft <= 0;
    };
  }
}

function parseHead(text: string): ResponseHead {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1]);
  if (!status) throw new Error(`not an HTTP response: ${statusLine.slice(0, 80)}`);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { status, headers };
}
