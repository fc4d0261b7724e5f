import { randomBytes } from 'node:crypto';
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { CaptureError } from '../contract/capture-error.ts';
import { streamMarkHeader } from '../contract/stream-mark.ts';
import { authorization, loginIn, parseChallenge, type Challenge, type Login } from './http-login.ts';
import { originHeaders, refuseOwnStream, type StreamOrigin } from './own-stream.ts';

const maxRedirects = 3;

/**
 * Asks one URL again and again over one connection: follows redirects, logs in when the server wants it, and gives
 * what goes wrong a name. Nothing is open any more when it is disposed of.
 */
export class HttpSession implements AsyncDisposable {
  readonly #url: URL;
  readonly #answerTimeoutMs: number;
  readonly #origin: StreamOrigin | undefined;
  readonly #agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: 1 }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: 1 }),
  };
  readonly #sockets = new Set<Socket>();
  #challenge: Challenge | undefined;
  #challengeAnswers = 0;

  /** @param answerTimeoutMs from the request to the head of the response */
  constructor(url: URL, answerTimeoutMs: number, origin?: StreamOrigin) {
    this.#url = url;
    this.#origin = origin;
    this.#answerTimeoutMs = answerTimeoutMs;
  }

  /**
   * The successful answer to a GET, its body still to be read.
   * @throws CaptureError unreachable, unauthorized, own-stream
   */
  async get(signal: AbortSignal): Promise<IncomingMessage> {
    let url = this.#url;
    let login = loginIn(url);
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const response = await this.#getWithLogin(url, login, signal);
      refuseOwnStream(this.#origin, response.headers[streamMarkHeader]);
      const status = response.statusCode ?? 0;
      if (status === 200) return response;
      response.destroy();
      if (status === 401 || status === 403) throw new CaptureError('unauthorized', statusLine(response));
      const target = status >= 300 && status < 400 ? redirectTarget(response, url) : undefined;
      if (!target) throw new CaptureError('unreachable', statusLine(response));
      login = loginIn(target) ?? (mayShareLogin(url, target) ? login : undefined);
      url = target;
    }
    throw new CaptureError('unreachable', `it redirects more than ${maxRedirects} times`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const agent of Object.values(this.#agents)) agent.destroy();
    const closed = [...this.#sockets].map((socket) => {
      socket.destroy();
      return new Promise<void>((resolve) => socket.once('close', () => resolve()));
    });
    await Promise.all(closed);
  }

  async #getWithLogin(url: URL, login: Login | undefined, signal: AbortSignal): Promise<IncomingMessage> {
    const response = await this.#send(url, login, signal);
    if (response.statusCode !== 401 || !login) return response;
    // Also on a wrong password, but then the second answer is 401 as well; a nonce may just have grown old.
    this.#challenge = parseChallenge(response.headers['www-authenticate']);
    this.#challengeAnswers = 0;
    if (!this.#challenge) return response;
    response.destroy();
    return this.#send(url, login, signal);
  }

  async #send(url: URL, login: Login | undefined, signal: AbortSignal): Promise<IncomingMessage> {
    const headers: http.OutgoingHttpHeaders = {
      accept: '*/*',
      'user-agent': 'rpicam-kiosk',
      ...originHeaders(this.#origin),
    };
    if (this.#challenge && login) {
      headers['authorization'] = authorization(this.#challenge, login, {
        method: 'GET',
        uri: url.pathname + url.search,
        count: ++this.#challengeAnswers,
        clientNonce: randomBytes(8).toString('hex'),
      });
    }
    const first = this.#request(url, headers);
    try {
      return await this.#response(first, signal);
    } catch (error) {
      // A kept connection that the server closed just when we used it; node:http documents this retry.
      const wasClosed = first.reusedSocket && isErrno(error) && error.code === 'ECONNRESET';
      if (!wasClosed || signal.aborted) throw this.#named(error, url);
      return await this.#response(this.#request(url, headers), signal).catch((again: unknown) => {
        throw this.#named(again, url);
      });
    }
  }

  #request(url: URL, headers: http.OutgoingHttpHeaders): ClientRequest {
    const bare = new URL(url);
    bare.username = '';
    bare.password = '';
    const secure = bare.protocol === 'https:';
    const agent = this.#agents[secure ? 'https:' : 'http:'];
    const request = (secure ? https : http).get(bare, { agent, headers });
    request.once('socket', (socket) => {
      if (this.#sockets.has(socket)) return;
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    return request;
  }

  #response(request: ClientRequest, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const abort = () => request.destroy();
      const timer = setTimeout(
        () => request.destroy(new Error(`no answer within ${this.#answerTimeoutMs} ms`)),
        this.#answerTimeoutMs,
      );
      const settle = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      };
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      request.once('response', (response) => {
        settle();
        resolve(response);
      });
      // stays: what happens after the response is told there, too
      request.on('error', (error) => {
        settle();
        reject(error);
      });
    });
  }

  #named(error: unknown, url: URL): CaptureError {
    const code = isErrno(error) ? (error.code ?? '') : '';
    // after the semicolon Node advises on its own options
    const text = errorText(error).split(';')[0];
    // No way around it here: whoever can put himself in between would get the password.
    const detail = /CERT|SELF_SIGNED|UNABLE_TO_/.test(code)
      ? `the certificate of ${url.host} is not trusted (${text}); NODE_EXTRA_CA_CERTS can name a file with it`
      : `${url.host}: ${text}`;
    return new CaptureError('unreachable', detail, { cause: error });
  }
}

function redirectTarget(response: IncomingMessage, from: URL): URL | undefined {
  const { location } = response.headers;
  if (location === undefined || !URL.canParse(location, from.href)) return undefined;
  const target = new URL(location, from);
  return /^https?:$/.test(target.protocol) ? target : undefined;
}

/** A redirect must not carry the password to another machine, nor from https to http. */
function mayShareLogin(from: URL, to: URL): boolean {
  return to.hostname === from.hostname && (to.protocol === from.protocol || to.protocol === 'https:');
}

function statusLine({ statusCode, statusMessage }: IncomingMessage): string {
  return `it answers ${statusCode} ${statusMessage ?? ''}`.trim();
}

/** Where several addresses were tried Node throws them together, without a message. */
function errorText(error: unknown): string {
  const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : error;
  return last instanceof Error ? last.message : String(last);
}

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error;
}
