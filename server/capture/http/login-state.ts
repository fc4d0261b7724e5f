import { randomBytes } from 'node:crypto';
import { authorization, type Login } from './authorization.ts';
import { parseChallenge, type Challenge } from './challenge.ts';
import type { AnswerHead } from './answer-head.ts';

/** A camera that calls each first answer to a nonce stale gets two more. */
const maxStaleAnswers = 3;

/** How one camera wants to be logged in to, as far as it has said so. */
export class LoginState {
  #challenge: Challenge | undefined;
  #clientNonce = '';
  #answers = 0;

  /** The Authorization header of the next GET; undefined until the camera refused one without. */
  header(login: Login, { pathname, search }: URL): string | undefined {
    if (!this.#challenge) return undefined;
    const request = { method: 'GET', uri: pathname + search, count: ++this.#answers };
    return authorization(this.#challenge, login, { ...request, clientNonce: this.#clientNonce });
  }

  /**
   * Takes a refusal (401 or 403); returns whether to ask again with what was learned from it.
   * @param tries how many requests before have been refused in this turn
   */
  learn({ status, headers }: AnswerHead, tries: number): boolean {
    const header = headers.get('www-authenticate');
    const challenge = status === 401 ? parseChallenge(header) : undefined;
    if (!challenge) return status === 401 && header ? false : this.answerUnasked();
    const isStale = challenge.scheme === 'digest' && challenge.isStale && tries < maxStaleAnswers;
    // The first refusal of a turn may be of a nonce grown old; after that the password is wrong.
    if (tries > 0 && !isStale) return false;
    this.#answer(challenge);
    return true;
  }

  /**
   * Some cameras show 401 without a challenge, 403 or a login page until they are sent Basic. Returns whether that is
   * worth a try. Never where a challenge was answered: its Digest keeps the password secret.
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
