import { randomBytes } from 'node:crypto';
import { authorization, type Login } from './authorization.ts';
import { parseChallenge, type Challenge } from './challenge.ts';
import type { AnswerHead } from './answer-head.ts';

/** A camera that calls the first answer to every nonce stale gets two more tries. */
const maxStaleAnswers = 3;

/** How one camera wants a login, as far as it has told. */
export class LoginState {
  #challenge: Challenge | undefined;
  #clientNonce = '';
  #answers = 0;

  /** The Authorization header of the next GET; undefined until the camera has refused a request without one. */
  header(login: Login, { pathname, search }: URL): string | undefined {
    if (!this.#challenge) return undefined;
    const request = { method: 'GET', uri: pathname + search, count: ++this.#answers };
    return authorization(this.#challenge, login, { ...request, clientNonce: this.#clientNonce });
  }

  /**
   * Takes a refusal (401 or 403); returns whether to ask again with a new login.
   * @param tries the number of refused requests before this one in the same turn
   */
  learn({ status, headers }: AnswerHead, tries: number): boolean {
    const header = headers.get('www-authenticate');
    const challenge = status === 401 ? parseChallenge(header) : undefined;
    if (!challenge) return status === 401 && header ? false : this.answerUnasked();
    const isStale = challenge.scheme === 'digest' && challenge.isStale && tries < maxStaleAnswers;
    // The first refusal of a turn may be due to an old nonce; a later one means that the password is wrong.
    if (tries > 0 && !isStale) return false;
    this.#answer(challenge);
    return true;
  }

  /**
   * Some cameras answer 401 without a challenge, 403 or a login page until they get Basic. Returns whether to try that.
   * It is never tried after an answered challenge, because Digest keeps the password secret.
   */
  answerUnasked(): boolean {
    if (this.#challenge) return false;
    this.#answer({ scheme: 'basic' });
    return true;
  }

  #answer(challenge: Challenge): void {
    this.#challenge = challenge;
    this.#clientNonce = randomBytes(8).toString('hex');
    this.#answers = 0;
  }
}
