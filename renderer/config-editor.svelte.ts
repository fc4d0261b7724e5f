import { answerTo, RefusedRequest } from './api.ts';

const path = '/api/cameras';

type EditorState =
  | { kind: 'loading' }
  | { kind: 'editing' }
  | { kind: 'saving' }
  | { kind: 'saved' }
  | { kind: 'refused'; messages: string[] };

/** The configuration as text, and what became of the last attempt to save it. */
export class ConfigEditor {
  text = $state('');
  state = $state.raw<EditorState>({ kind: 'loading' });
  #loadedText = $state('');
  #etag: string | null = null;

  get unsaved(): boolean {
    return this.text !== this.#loadedText;
  }

  async load(): Promise<void> {
    this.state = { kind: 'loading' };
    try {
      const answer = await answerTo(path);
      this.#take(await answer.json(), answer.headers.get('ETag'));
      this.state = { kind: 'editing' };
    } catch (error) {
      this.state = refused(error);
    }
  }

  /** Saves, unless somebody else did since this text was loaded. */
  async save(): Promise<void> {
    this.state = { kind: 'saving' };
    try {
      const body = JSON.stringify(JSON.parse(this.text));
      const headers = {
        'Content-Type': 'application/json',
        ...(this.#etag === null ? {} : { 'If-Match': this.#etag }),
      };
      const answer = await answerTo(path, { method: 'POST', headers, body });
      const saved = (await answer.json()) as { cameras: unknown };
      this.#take(saved.cameras, answer.headers.get('ETag'));
      this.state = { kind: 'saved' };
    } catch (error) {
      this.state = refused(error);
    }
  }

  #take(config: unknown, etag: string | null): void {
    this.text = this.#loadedText = JSON.stringify(config, null, 2);
    this.#etag = etag;
  }
}

function refused(error: unknown): EditorState {
  if (error instanceof RefusedRequest) return { kind: 'refused', messages: error.messages };
  const message = error instanceof Error ? error.message : String(error);
  return {
    kind: 'refused',
    messages: [error instanceof SyntaxError ? `This is not JSON: ${message}` : message],
  };
}
