import { CaptureError } from '../../contract/capture-error.ts';
import { RecentMap } from '../../runtime/recent-map.ts';
import { streamMarkHeader } from '../../contract/stream-mark.ts';
import { originHeaders, refuseOwnStream, type StreamOrigin } from '../own-stream.ts';
import type { AnswerHead } from './answer-head.ts';
import { loginIn, type Login } from './authorization.ts';
import { HttpConnection, StaleConnection, type HttpAnswer } from './connection.ts';
import { CookieJar } from './cookie-jar.ts';
import { httpError } from './http-error.ts';
import { LoginState } from './login-state.ts';
import { mayShareLogin, redirectOf } from './redirect.ts';

const maxRedirects = 10;
const maxLoginStates = 20;

/**
 * Asks one URL again and again over one connection: follows redirects, keeps cookies, logs in when the server asks for
 * it, and turns failures into CaptureErrors. After its disposal nothing stays open.
 */
export class HttpSession implements AsyncDisposable {
  readonly #url: URL;
  readonly #origin: StreamOrigin | undefined;
  readonly #cookies = new CookieJar();
  /** The login state of each origin. */
  readonly #logins = new RecentMap<string, LoginState>(maxLoginStates);
  #connection: HttpConnection | undefined;

  /** @param origin how other servers of this kind know the captured camera */
  constructor(url: URL, origin?: StreamOrigin) {
    this.#url = url;
    this.#origin = origin;
  }

  /**
   * Sends a GET; returns the successful answer, whose body is still unread.
   * @param answerTimeoutMs the longest time from each request to the head of its answer
   * @throws CaptureError unreachable, unauthorized, malformed-http, own-stream
   */
  async get(answerTimeoutMs: number, signal: AbortSignal): Promise<HttpAnswer> {
    let url = this.#url;
    let login = loginIn(url);
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const answer = await this.#getWithLogin(url, login, answerTimeoutMs, signal);
      const { head } = answer;
      refuseOwnStream(this.#origin, head.headers.get(streamMarkHeader));
      if (head.status >= 200 && head.status < 300) return answer;
      answer.leave();
      if (head.status === 401 || head.status === 403)
        throw new CaptureError('unauthorized', statusLine(head));
      const redirect = redirectOf(head, url);
      if (!redirect) throw new CaptureError('unreachable', statusLine(head));
      if (redirect.kind === 'refused') {
        throw new CaptureError(
          'unreachable',
          `the camera redirects to ${redirect.scheme}, which is not HTTP`,
        );
      }
      login = loginIn(redirect.url) ?? (mayShareLogin(url, redirect.url) ? login : undefined);
      url = redirect.url;
    }
    throw new CaptureError('unreachable', `the camera redirects more than ${maxRedirects} times`);
  }

  /** Call it when the answer had no pictures, perhaps a login page. Returns whether the next try sends a login. */
  logInUnasked(): boolean {
    return loginIn(this.#url) !== undefined && this.#loginState(this.#url).answerUnasked();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection?.close();
  }

  async #getWithLogin(
    url: URL,
    login: Login | undefined,
    answerTimeoutMs: number,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    for (let refusals = 0; ; refusals++) {
      const answer = await this.#send(url, login, answerTimeoutMs, signal);
      this.#cookies.take(answer.head.cookies, url);
      const isRefusal = answer.head.status === 401 || answer.head.status === 403;
      if (!isRefusal || !login || !this.#loginState(url).learn(answer.head, refusals)) return answer;
      answer.leave();
    }
  }

  async #send(
    url: URL,
    login: Login | undefined,
    answerTimeoutMs: number,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const request = this.#request(url, login);
    const ask = async () => (await this.#connectionTo(url)).ask(request, answerTimeoutMs, signal);
    try {
      return await ask().catch((error: unknown) => {
        if (error instanceof StaleConnection && !signal.aborted) return ask();
        throw error;
      });
    } catch (error) {
      throw httpError(error, url, login);
    }
  }

  #request(url: URL, login: Login | undefined): string {
    const authorization = login && this.#loginState(url).header(login, url);
    const cookie = this.#cookies.header(url);
    const lines = [
      `GET ${url.pathname}${url.search} HTTP/1.1`,
      `Host: ${url.host}`,
      'User-Agent: rpicam-kiosk',
      'Accept: */*',
      'Connection: keep-alive',
      ...Object.entries(originHeaders(this.#origin)).map(([name, value]) => `${name}: ${value}`),
      ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
      ...(cookie === undefined ? [] : [`Cookie: ${cookie}`]),
    ];
    // URLs and received headers hold no line ends. They are removed again because a line end would add a header.
    return `${lines.map((line) => line.replace(/[\r\n]/g, '')).join('\r\n')}\r\n\r\n`;
  }

  #loginState({ origin }: URL): LoginState {
    const known = this.#logins.get(origin);
    if (known) return known;
    const state = new LoginState();
    this.#logins.set(origin, state);
    return state;
  }

  async #connectionTo(url: URL): Promise<HttpConnection> {
    if (this.#connection?.origin === url.origin && this.#connection.isFree) return this.#connection;
    await this.#connection?.close();
    this.#connection = new HttpConnection(url);
    return this.#connection;
  }
}

function statusLine({ status, statusText }: AnswerHead): string {
  return `the camera answers ${status} ${statusText.slice(0, 100)}`.trim();
}
