import type { Duplex } from 'node:stream';
import { http } from '../../runtime/node-http.ts';

/** Time for the client to read the answer. Closing at once may lose the answer, while the client is still sending. */
const lingerMs = 1_000;

/** Ends a connection after its client has had time to read the answer. */
export function endSoon(socket: Duplex): void {
  socket.end();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
}

/** Answers a request that cannot be understood or does not arrive, in the form of all errors, and ends the connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  const { status, code, detail } = clientErrorAnswer(error.code);
  const body = JSON.stringify({ detail, code });
  socket.write(
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\nConnection: close\r\n` +
      `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  endSoon(socket);
}

function clientErrorAnswer(code: string | undefined): { status: number; code: string; detail: string } {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, code: 'request-timeout', detail: 'The request did not arrive in time.' };
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, code: 'headers-too-large', detail: 'The headers are larger than 16 kB.' };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: 413, code: 'too-large', detail: 'The chunk extensions are too large.' };
    default:
      return { status: 400, code: 'bad-request', detail: 'This is not a valid HTTP request.' };
  }
}
