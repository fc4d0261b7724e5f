import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { errorText } from '../contract/error-text.ts';
import { errnoOf } from '../runtime/errno.ts';
import { http } from '../runtime/node-http.ts';
import { CommandError, RequestError } from './command-error.ts';
import { addressText, hostOf, type ServerAddress } from './server-address.ts';
import { openTrustedSocket } from './trusted-socket.ts';

/** The limit for one request with its answer. The command line of the older camera servers had the same limit. */
const requestTimeoutMs = 10_000;
/** Far more than any answer of the server. A stream that never ends would reach it. */
const maxAnswerBytes = 64 * 1024 * 1024;
const maxErrorCharacters = 4_000;

export interface Ask {
  method?: 'GET' | 'POST' | 'DELETE';
  /** With the leading slash; already percent-encoded. */
  path: string;
  /** JSON text. */
  body?: string;
  timeoutMs?: number;
  /** Gives up before the time is over. */
  signal?: AbortSignal;
}

/**
 * Asks the server and returns the body of its answer.
 * @throws RequestError when the server answers but refuses, CommandError when there is no answer
 */
export function request(server: ServerAddress, ask: Ask): Promise<Buffer> {
  return readAnswer(server, ask, wholeBody);
}

/** As `request`, but `read` takes the answer, e.g. one that is too large for the memory. @throws what `read` throws, too */
export async function readAnswer<T>(
  server: ServerAddress,
  ask: Ask,
  read: (answer: IncomingMessage) => Promise<T>,
): Promise<T> {
  const timeoutMs = ask.timeoutMs ?? requestTimeoutMs;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = ask.signal ? AbortSignal.any([timeout, ask.signal]) : timeout;
  let socket: TLSSocket | undefined;
  try {
    if (server.base.protocol === 'https:') socket = await openTrustedSocket(server, signal);
    const answer = await send(server, ask, socket, signal);
    const { statusCode = 0, headers } = answer;
    if (statusCode >= 200 && statusCode < 300) return await read(answer);
    const body = await wholeBody(answer);
    // A refusal may come as a picture.
    const said = isUtf8(body) ? body.toString('utf8').trim().slice(0, maxErrorCharacters) : '';
    throw new RequestError(
      statusCode,
      said || `HTTP status ${statusCode}`,
      advice(statusCode, headers.location),
    );
  } catch (error) {
    if (error instanceof RequestError || error instanceof CommandError) throw error;
    throw new CommandError(
      connectionProblem(signal.aborted ? signal.reason : error, server.base, timeoutMs),
      { cause: error },
    );
  } finally {
    socket?.destroy();
  }
}

/** As `request`, for answers in JSON. */
export async function requestJson(server: ServerAddress, ask: Ask): Promise<unknown> {
  const text = (await request(server, ask)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`${server.base.href} did not answer in JSON; is rpicam-kiosk there?`, { cause });
  }
}

function send(
  server: ServerAddress,
  ask: Ask,
  socket: TLSSocket | undefined,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { base, authorization } = server;
  const { method = 'GET', path, body } = ask;
  return new Promise((resolve, reject) => {
    const sent = http.request({
      host: hostOf(base),
      port: base.port || 80,
      // With an agent, even "false", Node would open another connection than the one whose certificate was checked.
      ...(socket ? { createConnection: () => socket } : { agent: false }),
      method,
      path: base.pathname.replace(/\/$/, '') + path,
      headers: {
        Host: base.host,
        ...(authorization === undefined ? {} : { Authorization: authorization }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      signal,
    });
    sent.once('response', resolve);
    sent.once('error', reject);
    sent.end(body);
  });
}

async function wholeBody(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) throw new CommandError(`the answer is larger than ${maxAnswerBytes} bytes`);
  }
  return Buffer.concat(chunks);
}

function advice(status: number, location: string | undefined): string | undefined {
  if (status === 401) return 'Set RPICAM_AUTH=user:password (or RPICAM_TOKEN) and try again.';
  if (status >= 300 && status < 400 && location) {
    return `The server is elsewhere (${location}): give that address with --base-url or RPICAM_BASE_URL.`;
  }
  return undefined;
}

/** Why there is no answer, and what to do, in one line. @param base the address that was asked */
function connectionProblem(error: unknown, base: URL, timeoutMs: number): string {
  const where = addressText(base);
  const code = errnoOf(error);
  if ((error instanceof Error && error.name === 'TimeoutError') || code === 'ETIMEDOUT') {
    return `no answer from ${where} within ${timeoutMs / 1_000} s`;
  }
  switch (code) {
    case 'ECONNREFUSED':
      return (
        `no server at ${where}. Start it with "rpicam-kiosk serve", ` +
        'or give its address with --base-url or RPICAM_BASE_URL.'
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `no machine has the name ${base.hostname}`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${where} cannot be reached over the network`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${where} closed the connection without an answer`;
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return `${where} does not speak HTTPS; try http://${base.host}`;
    default:
      return code.startsWith('HPE_')
        ? `${where} does not speak HTTP; try https://${base.host}`
        : `no answer from ${where}: ${errorText(error)}`;
  }
}
