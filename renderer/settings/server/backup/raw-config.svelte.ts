import type { FieldProblem } from '../../../../server/contract/field-problem.ts';
import { configSchema } from '../../../../server/contract/config/config.ts';
import { unknownPlaces } from '../../../../server/contract/config/unknown-fields.ts';
import type { ConfigDraft } from '../../config-draft.svelte.ts';
import { jsonFaults } from './json-place.ts';

/** The draft as text. A typed text waits beside the draft until it is a valid configuration, and then becomes the draft. */
export class RawConfig {
  readonly #draft: ConfigDraft;
  /** A text that became the draft, and the draft at that time. The text is shown until something else is edited. */
  #typed = $state.raw({ text: '', became: '' });
  readonly #drafted = $derived.by(() => JSON.stringify(this.#draft.config));
  readonly text = $derived.by(() => {
    if (this.#draft.pendingText !== undefined) return this.#draft.pendingText;
    return this.#typed.became === this.#drafted ? this.#typed.text : formatted(this.#draft.config);
  });
  /** The errors that make the text no JSON; empty for JSON. */
  readonly faults = $derived(jsonFaults(this.text));
  /** The problems of a waiting text, or else those that the server has named. */
  readonly problems = $derived.by((): FieldProblem[] => {
    if (this.faults.length > 0) return [];
    if (this.#draft.pendingText !== undefined) return problemsOf(JSON.parse(this.#draft.pendingText));
    return this.#draft.state.kind === 'refused' ? this.#draft.state.problems : [];
  });
  /** Unknown fields, which will not be saved. */
  readonly unknown = $derived.by((): string[] => {
    if (this.faults.length > 0) return [];
    const given: unknown = JSON.parse(this.text);
    const read = configSchema.safeParse(given);
    return read.success ? unknownPlaces(given, read.data).map(({ path }) => path.join('.')) : [];
  });

  constructor(draft: ConfigDraft) {
    this.#draft = draft;
  }

  type(text: string): void {
    const config = jsonFaults(text).length === 0 ? configSchema.safeParse(JSON.parse(text)).data : undefined;
    if (!config) {
      this.#draft.pendingText = text;
      return;
    }
    this.#draft.pendingText = undefined;
    this.#draft.replace(config);
    this.#typed = { text, became: JSON.stringify(config) };
  }

  /** Indents the text with two spaces, as in the file; only if the text is JSON. */
  format(): void {
    if (this.faults.length === 0) this.type(formatted(JSON.parse(this.text)));
  }
}

function formatted(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value, null, 2);
}

function problemsOf(value: unknown): FieldProblem[] {
  const issues = configSchema.safeParse(value).error?.issues ?? [];
  // Only the first problem of each place, as the server does it.
  return [
    ...new Map(
      issues
        .map(({ path, message }) => ({ field: path.join('.'), message }))
        .reverse()
        .map((problem) => [problem.field, problem] as const),
    ).values(),
  ].reverse();
}
