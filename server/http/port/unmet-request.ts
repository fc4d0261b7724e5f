import type { IncomingMessage, ServerResponse } from 'node:http';

interface Refusal {
  status: number;
  code: string;
  detail: string;
}

/**
 * Refuses a request that HTTP/1.1 forbids to serve: without Host, or with an Expect other than 100-continue. Node would
 * answer it at once, out of turn: 42 MB of such requests behind one stream each filled 2.2 GB. True: it was refused.
 */
export function refuseUnmet(request: IncomingMessage, response: ServerResponse): boolean {
  const refusal = refusalOf(request);
  if (!refusal) return false;
  const { status, code, detail } = refusal;
  const body = JSON.stringify({ detail, code });
  response
    .writeHead(status, {
      Connection: 'close',
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
    })
    .end(body);
  return true;
}

function refusalOf({ headers, httpVersion }: IncomingMessage): Refusal | undefined {
  if (httpVersion !== '1.1') return undefined;
  if (headers.host === undefined)
    return { status: 400, code: 'bad-request', detail: 'The request has no Host header.' };
  if (headers.expect !== undefined && !/(?:^|\W)100-continue(?:$|\W)/i.test(headers.expect))
    return { status: 417, code: 'bad-expectation', detail: 'This server meets no Expect but 100-continue.' };
  return undefined;
}
