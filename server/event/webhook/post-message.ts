import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { http } from '../../runtime/node-http.ts';
import { pinnedLookup, targetAddresses, type Resolve, type Target } from './checked-lookup.ts';
import { WebhookError, webhookError } from './webhook-error.ts';

export interface PostParts {
  resolve: Resolve;
  signal: AbortSignal;
  /** For all of it: finding the host, connecting, sending, and the head of the answer. */
  timeLimitMs: number;
}

export interface PostAnswer {
  status: number;
  /** The beginning of the body. */
  text: string;
}

/** The rest of an answer is not waited for. */
const bodyLimitMs = 1_000;
const maxBodyBytes = 4_096;
const shownCharacters = 500;
const maxHeadBytes = 16 * 1024;
const maxRetryAfterMs = 5 * 60_000;

/**
 * Sends one message over a connection of its own, straight to an address that was checked: no redirect and no proxy.
 * @throws WebhookError unless the target answers with a status from 200 to 299; the reason of `signal` when that aborted
 */
export async function postMessage(
  target: Target,
  body: Buffer,
  headers: Record<string, string>,
  { resolve, signal, timeLimitMs }: PostParts,
): Promise<PostAnswer> {
  const limit = AbortSignal.timeout(timeLimitMs);
  const ended = AbortSignal.any([signal, limit]);
  try {
    const addresses = await orAborted(targetAddresses(target, resolve), ended);
    const response = await send(target.url, { body, headers, addresses, signal: ended });
    const text = (await beginningOf(response)).slice(0, shownCharacters);
    const answer = { status: response.statusCode ?? 0, text };
    throwUnlessTaken(answer, response);
    return answer;
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) throw new WebhookError('timeout', '', { cause: error });
    throw webhookError(error);
  }
}

function send(
  address: string,
  given: { body: Buffer; headers: Record<string, string>; addresses: string[]; signal: AbortSignal },
): Promise<IncomingMessage> {
  const { body, headers, addresses, signal } = given;
  const url = new URL(address);
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : http.request)(url, {
      method: 'POST',
      // No connection is used twice, and none goes through a proxy of the environment.
      agent: false,
      lookup: pinnedLookup(addresses),
      maxHeaderSize: maxHeadBytes,
      signal,
      headers: { ...headers, 'Content-Length': body.length },
    });
    request.once('response', resolve);
    // It stays: a connection that is cut after the answer must not end the process.
    request.on('error', reject);
    // An answer that wants another protocol is none: the connection is closed without an error then.
    request.once('close', () => reject(new Error('no answer')));
    request.end(body);
  });
}

/** Reads no more than the beginning of an answer, then cuts the connection. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, bodyLimitMs);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    response.on('data', (chunk: Buffer) => {
      if (length < maxBodyBytes) chunks.push(chunk.subarray(0, maxBodyBytes - length));
      length += chunk.length;
      if (length >= maxBodyBytes) done();
    });
    // The status has come, so an answer that is cut here was an answer.
    response.once('error', done);
    response.once('close', done);
    response.once('end', done);
  });
  response.destroy();
  return Buffer.concat(chunks)
    .toString('utf8')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
}

/** @throws WebhookError */
function throwUnlessTaken({ status, text }: PostAnswer, { headers }: IncomingMessage): void {
  if (status >= 200 && status < 300) return;
  const given = { status, answer: text, retryAfterMs: waitOf(headers['retry-after']) };
  const said = `status ${status}`;
  if (status >= 300 && status < 400) throw new WebhookError('redirect', said, given);
  if ([408, 425, 429].includes(status)) throw new WebhookError('busy', said, given);
  throw new WebhookError(status >= 500 ? 'server-error' : 'refused', said, given);
}

function waitOf(header: string | undefined): number | undefined {
  const seconds = Number(header);
  return header !== undefined && seconds > 0 ? Math.min(maxRetryAfterMs, seconds * 1_000) : undefined;
}

/** The system's search for a host cannot be ended; its answer counts no more then. */
function orAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
