/** A request that cannot be served, as its answer: `{ detail, code, field? }` with this status. */
export class ApiError extends Error {
  readonly status: number;
  readonly detail: unknown;
  readonly code: string;
  readonly headers: Record<string, string>;

  /** @param detail a sentence, or for 422 the family's list of `{type, loc, msg}` */
  constructor(status: number, code: string, detail: unknown, headers: Record<string, string> = {}) {
    super(typeof detail === 'string' ? detail : code);
    this.status = status;
    this.detail = detail;
    this.code = code;
    this.headers = headers;
  }
}
