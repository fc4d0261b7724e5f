import type { FieldProblem } from '../../server/contract/api-operation.ts';
import { configSchema, type ServerConfig } from '../../server/contract/config.ts';
import { answerTo, RefusedRequest, send } from '../api.ts';

const path = '/api/cameras';

export type DraftState =
  | { kind: 'loading' }
  | { kind: 'failed'; why: string }
  | { kind: 'editing' }
  | { kind: 'saving' }
  | { kind: 'saved' }
  /** Nothing was changed on the server; what is wrong stands at its field. */
  | { kind: 'refused'; problems: FieldProblem[] }
  /** Somebody else saved since this was loaded. */
  | { kind: 'conflict' };

/** The whole configuration as it would be saved, and what became of the last attempt. */
export class ConfigDraft {
  /** Edited in place. Undefined until it was loaded. */
  config = $state<ServerConfig>();
  state = $state.raw<DraftState>({ kind: 'loading' });
  #saved = $state.raw('');
  #etag: string | null = null;
  readonly unsaved = $derived(this.config !== undefined && JSON.stringify(this.config) !== this.#saved);

  /** As the server has it; what was edited is lost. Never rejects. */
  async load(): Promise<void> {
    this.state = { kind: 'loading' };
    try {
      const answer = await answerTo(path);
      this.#take(await answer.json(), answer.headers.get('ETag'));
      this.state = { kind: 'editing' };
    } catch (error) {
      this.state = { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Saves, unless somebody else did meanwhile. Never rejects. */
  async save(): Promise<void> {
    this.state = { kind: 'saving' };
    try {
      const headers: Record<string, string> = this.#etag === null ? {} : { 'If-Match': this.#etag };
      const answer = await send('POST', path, this.config, headers);
      const { cameras } = (await answer.json()) as { cameras: unknown };
      this.#take(cameras, answer.headers.get('ETag'));
      this.state = { kind: 'saved' };
    } catch (error) {
      this.state = refused(error);
    }
  }

  /** Messages about a field, e.g. "cameras.1.port", or about what lies in it. */
  problemsAt(field: string): string[] {
    if (this.state.kind !== 'refused') return [];
    return this.state.problems
      .filter((problem) => problem.field === field || problem.field.startsWith(`${field}.`))
      .map(({ message }) => message);
  }

  #take(config: unknown, etag: string | null): void {
    this.config = configSchema.parse(config);
    this.#saved = JSON.stringify(this.config);
    this.#etag = etag;
  }
}

function refused(error: unknown): DraftState {
  if (error instanceof RefusedRequest) {
    return error.status === 412 ? { kind: 'conflict' } : { kind: 'refused', problems: error.problems };
  }
  return {
    kind: 'refused',
    problems: [{ field: '', message: error instanceof Error ? error.message : String(error) }],
  };
}
