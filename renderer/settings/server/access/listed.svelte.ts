import type { FieldProblem } from '../../../../server/contract/field-problem.ts';
import { messagesAt, problemsOf } from '../../../parts/request-problems.ts';

/** A list the server keeps, and what became of the last attempt to change it. */
export class Listed<T> {
  /** Undefined until it was read. */
  entries = $state.raw<T[]>();
  busy = $state(false);
  /** What was wrong with the last attempt, each with its field where it is about one. */
  problems = $state.raw<FieldProblem[]>([]);

  /** Puts what `read` gives in place of the list. Never rejects. */
  async take(read: () => Promise<T[]>): Promise<void> {
    const entries = await this.attempt(read);
    if (entries) this.entries = entries;
  }

  /** One at a time. Undefined where it failed, or another is under way. Never rejects. */
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

  /** As a form's fields ask for it. */
  problemsAt(field: string): string[] {
    return messagesAt(field, this.problems);
  }

  /** What belongs to none of `fields`. */
  problemsBeside(fields: readonly string[]): string[] {
    return this.problems.filter(({ field }) => !fields.includes(field)).map(({ message }) => message);
  }
}
