import type { FieldProblem } from '../../contract/field-problem.ts';

/** Parts of an error answer beside its status, code and detail. */
export interface ApiErrorOptions {
  headers?: Record<string, string>;
  /** The one field of the body that is to blame, e.g. "cameras.0.exposure". */
  field?: string | undefined;
  /** `detail` taken apart, each message with its place. */
  problems?: FieldProblem[] | undefined;
  /** Where the server can be opened instead. */
  address?: string | undefined;
}

/** A request that cannot be served, as its answer: `{ detail, code, field?, problems?, address? }` with this status. */
export class ApiError extends Error {
  readonly status: number;
  readonly detail: unknown;
  readonly code: string;
  readonly headers: Record<string, string>;
  readonly field: string | undefined;
  readonly problems: FieldProblem[] | undefined;
  readonly address: string | undefined;

  /** @param detail a sentence, or for 422 the list of `{type, loc, msg}` that the parent API has */
  constructor(status: number, code: string, detail: unknown, options: ApiErrorOptions = {}) {
    super(typeof detail === 'string' ? detail : code);
    this.status = status;
    this.detail = detail;
    this.code = code;
    this.headers = options.headers ?? {};
    this.field = options.field;
    this.problems = options.problems;
    this.address = options.address;
  }
}
