import { z } from 'zod';
import { linkSchema, type LinkBody, type LinkView } from '../../../server/contract/access.ts';
import { errorText } from '../../../server/contract/error-text.ts';
import { answerTo, send } from '../../api.ts';
import { readAnswer } from '../../read-answer.ts';

const listSchema = z.object({ links: z.array(linkSchema) });

export type LinksState =
  | { kind: 'loading' }
  | { kind: 'ready' }
  | { kind: 'working' }
  /** The last request failed; `why` is for people. */
  | { kind: 'failed'; why: string };

/** The signed links of one camera. A link shows the camera without a login, for a limited time. */
export class CameraLinks {
  state = $state.raw<LinksState>({ kind: 'loading' });
  /** The valid links, the newest first. */
  list = $state.raw<readonly LinkView[]>([]);
  readonly #path: string;

  constructor(cameraId: string) {
    this.#path = `/api/cameras/${encodeURIComponent(cameraId)}/links`;
  }

  /** Never rejects. */
  load(): Promise<void> {
    return this.#do('loading', async () => this.#take(await answerTo(this.#path)));
  }

  /** Makes a link, which is then the first of the list. Never rejects. */
  create(body: LinkBody): Promise<void> {
    return this.#do('working', async () => {
      const made = await readAnswer(send('POST', this.#path, body), linkSchema);
      this.list = [made, ...this.list];
    });
  }

  /** Ends a link, also for people who watch through it now. Never rejects. */
  revoke(linkId: string): Promise<void> {
    return this.#do('working', async () =>
      this.#take(await send('DELETE', `${this.#path}/${encodeURIComponent(linkId)}`)),
    );
  }

  async #take(answer: Response): Promise<void> {
    const { links } = await readAnswer(answer, listSchema);
    this.list = links.toSorted((a, b) => b.created_at.localeCompare(a.created_at));
  }

  async #do(kind: 'loading' | 'working', work: () => Promise<void>): Promise<void> {
    this.state = { kind };
    try {
      await work();
      this.state = { kind: 'ready' };
    } catch (error) {
      this.state = { kind: 'failed', why: errorText(error) };
    }
  }
}
