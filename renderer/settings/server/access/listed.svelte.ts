import type { FieldProblem } from '../../../../server/contract/field-problem.ts';
import { messagesAt, problemsOf } from '../../../parts/request/request-problems.ts';

/** A list that the server keeps, and the result of the last attempt to change it. */
export class Listed<T> {
  /** Undefined until it was read. */
  entries = $state.raw<T[]>();
  busy = $state(false);
  /** The problems of the last attempt, each with its field if it is about one. */
  problems = $state.raw<FieldProblem[]>([]);

  /** Replaces the list with the result of `read`. Never rejects. */
  async take(read: () => Promise<T[]>): Promise<void> {
    const entries = await this.attempt(read);
    if (entries) this.entries = entries;
  }

  /** Does one piece of work at a time. Undefined if it failed, or if another one still runs. Never rejects. */
  async attempt<R>(work: () => Promise<R>): Promise<R | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.problems = [];
    try {
      return await work();
    } catch (error) {
      this.problems = problemsOf(error);
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  /** The messages about a field of a form. */
  problemsAt(field: string): string[] {
    return messagesAt(field, this.problems);
  }

  /** The messages about none of `fields`. */
  problemsBeside(fields: readonly string[]): string[] {
    return this.problems.filter(({ field }) => !fields.includes(field)).map(({ message }) => message);
  }
}
