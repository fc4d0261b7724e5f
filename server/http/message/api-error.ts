import type { FieldProblem } from '../../contract/api-operation.ts';

/** A request that cannot be served, as its answer: `{ detail, code, field?, problems? }` with this status. */
export class ApiError extends Error {
  readonly status: number;
  readonly detail: unknown;
  readonly code: string;
  readonly headers: Record<string, string>;
  /** The one field of the body that is to blame, e.g. "cameras.0.exposure". */
  readonly field: string | undefined;
  /** `detail` taken apart, each message with its place. */
  readonly problems: FieldProblem[] | undefined;

  /** @param detail a sentence, or for 422 the family's list of `{type, loc, msg}` */
  constructor(
    status: number,
    code: string,
    detail: unknown,
    headers: Record<string, string> = {},
    field?: string,
    problems?: FieldProblem[],
  ) {
    super(typeof detail === 'string' ? detail : code);
    this.status = status;
    this.detail = detail;
    this.code = code;
    this.headers = headers;
    this.field = field;
    this.problems = problems;
  }
}
