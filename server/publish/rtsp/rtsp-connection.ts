import { randomBytes } from 'node:crypto';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { authorization, loginIn, type Login } from '../../capture/http/authorization.ts';
import { parseChallenge, type Challenge } from '../../capture/http/challenge.ts';
import { PublishError, type PublishFailure } from '../../contract/publish.ts';
import { errorText } from '../../contract/error-text.ts';
import { errnoOf } from '../../runtime/errno.ts';
import { RtspAnswers, type RtspAnswer } from './rtsp-answers.ts';

/** How long the server may take to be reached, and for each answer. */
const answerTimeoutMs = 8_000;
const usualPorts = { 'rtsp:': 554, 'rtsps:': 322 };

interface Waiting {
  resolve: (answer: RtspAnswer) => void;
  reject: (error: PublishError) => void;
}

/** One connection to an RTSP server, over TCP or TLS. */
export class RtspConnection implements Disposable {
  /** Without user and password. */
  readonly url: string;
  readonly #login: Login | undefined;
  readonly #socket: Socket;
  readonly #clientNonce = randomBytes(8).toString('hex');
  #challenge: Challenge | undefined;
  #count = 0;
  #sequence = 0;
  #session: string | undefined;
  #waiting: Waiting | undefined;
  #failure: PublishError | undefined;
  #isLeaving = false;
  #onEnd: (error: PublishError) => void = () => undefined;

  private constructor(url: URL, socket: Socket) {
    this.#login = loginIn(url);
    const plain = new URL(url);
    plain.username = plain.password = '';
    this.url = plain.href.replace(/\/$/, '');
    this.#socket = socket;
    const answers = new RtspAnswers((answer) => this.#answered(answer));
    socket.on('data', (chunk) => {
      try {
        answers.push(chunk);
      } catch (error) {
        this.#fail(new PublishError('bad-answer', errorText(error), { cause: error }));
      }
    });
    socket.on('error', (error) => this.#fail(networkError(error)));
    socket.on('close', () => this.#fail(new PublishError('ended', 'the server closed the connection')));
  }

  /** @throws PublishError */
  static async open(url: URL, signal: AbortSignal): Promise<RtspConnection> {
    const isSecure = url.protocol === 'rtsps:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port) || (isSecure ? usualPorts['rtsps:'] : usualPorts['rtsp:']);
    const socket = isSecure
      ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }) })
      : connectTcp({ host, port });
    const connection = new RtspConnection(url, socket);
    const end = () =>
      connection.#session === undefined ? connection[Symbol.dispose]() : connection.tearDown();
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    // A push connects again for years, with the same signal.
    socket.once('close', () => signal.removeEventListener('abort', end));
    await connection.#inTime(
      new Promise((resolve, reject) => {
        connection.#waiting = { resolve: () => undefined, reject };
        socket.once(isSecure ? 'secureConnect' : 'connect', () => resolve(undefined));
      }),
    );
    connection.#waiting = undefined;
    socket.setNoDelay(true);
    return connection;
  }

  get isOpen(): boolean {
    return this.#failure === undefined;
  }

  /** Bytes that wait to be sent. */
  get unsentBytes(): number {
    return this.#socket.writableLength;
  }

  /**
   * Sends a request and waits for its answer, with the login if the server asks for it.
   * @throws PublishError where the answer is no success
   */
  async request(
    method: string,
    path = '',
    headers: Record<string, string> = {},
    body = '',
  ): Promise<RtspAnswer> {
    let answer = await this.#ask(method, path, headers, body);
    if (answer.status === 401 && this.#login) {
      const challenge = parseChallenge(answer.headers.get('www-authenticate'));
      const isRepeated =
        this.#challenge !== undefined && !(challenge?.scheme === 'digest' && challenge.isStale);
      if (challenge && !isRepeated) {
        this.#challenge = challenge;
        this.#count = 0;
        answer = await this.#ask(method, path, headers, body);
      }
    }
    if (answer.status === 401 || answer.status === 403) {
      throw new PublishError('unauthorized', `${method}: ${answer.status} ${answer.reason}`.trim());
    }
    if (answer.status < 200 || answer.status > 299) {
      throw new PublishError('rejected', `${method}: ${answer.status} ${answer.reason}`.trim());
    }
    this.#session ??= answer.headers.get('session')?.split(';')[0]?.trim();
    return answer;
  }

  /** Sends interleaved packets. */
  send(packets: Buffer): void {
    if (this.#socket.writable) this.#socket.write(packets);
  }

  /** Settles with the error that ended the connection. */
  ended(): Promise<PublishError> {
    return new Promise((resolve) => {
      if (this.#failure) resolve(this.#failure);
      else this.#onEnd = resolve;
    });
  }

  /** Says goodbye without waiting for an answer. */
  tearDown(): void {
    if (!this.#socket.writable) return;
    this.#isLeaving = true;
    this.#socket.end(this.#head('TEARDOWN', '', {}, ''), 'latin1');
    this.#socket.setTimeout(1_000, () => this.#socket.destroy());
  }

  [Symbol.dispose](): void {
    // The last request may still be on its way.
    if (!this.#isLeaving) this.#socket.destroy();
  }

  #ask(method: string, path: string, headers: Record<string, string>, body: string): Promise<RtspAnswer> {
    if (this.#failure) return Promise.reject(this.#failure);
    const answer = new Promise<RtspAnswer>((resolve, reject) => (this.#waiting = { resolve, reject }));
    this.#socket.write(this.#head(method, path, headers, body), 'latin1');
    return this.#inTime(answer);
  }

  #head(method: string, path: string, headers: Record<string, string>, body: string): string {
    const uri = this.url + path;
    const login = this.#challenge && this.#login;
    const request = { method, uri, count: ++this.#count, clientNonce: this.#clientNonce };
    const fields = {
      CSeq: String(++this.#sequence),
      'User-Agent': 'rpicam-kiosk',
      ...(this.#session === undefined ? {} : { Session: this.#session }),
      ...(this.#challenge && login ? { Authorization: authorization(this.#challenge, login, request) } : {}),
      ...headers,
      ...(body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body, 'latin1')) }),
    };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
    return `${method} ${uri} RTSP/1.0\r\n${lines.join('')}\r\n${body}`;
  }

  async #inTime<T>(answer: Promise<T>): Promise<T> {
    const late = setTimeout(
      () => this.#fail(new PublishError('unreachable', `no answer for ${answerTimeoutMs / 1_000} s`)),
      answerTimeoutMs,
    );
    try {
      return await answer;
    } finally {
      clearTimeout(late);
    }
  }

  #answered(answer: RtspAnswer): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(answer);
  }

  #fail(error: PublishError): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#socket.destroy();
    this.#waiting?.reject(error);
    this.#onEnd(error);
  }
}

const codes: Record<string, PublishFailure> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'ended',
  EPIPE: 'ended',
  EPROTO: 'bad-answer',
};

/** The certificate's problem has a code like "DEPTH_ZERO_SELF_SIGNED_CERT" or "ERR_TLS_CERT_ALTNAME_INVALID". */
function networkError(error: Error): PublishError {
  const errno = errnoOf(error);
  const isCertificate = /CERT|SIGNATURE/.test(errno);
  const isTls = errno.startsWith('ERR_SSL');
  const code = codes[errno] ?? (isCertificate ? 'bad-certificate' : isTls ? 'bad-answer' : 'unreachable');
  return new PublishError(code, error.message, { cause: error });
}
