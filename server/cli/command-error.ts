/** A command could not do its work: one or more lines for the user after "Error: ", exit code 1. */
export class CommandError extends Error {}

/**
 * The server refused a request. The user sees "Request failed: " and the body of the answer, then the advice; exit code
 * 1.
 */
export class RequestError extends Error {
  readonly status: number;
  readonly advice: string | undefined;

  constructor(status: number, body: string, advice?: string) {
    super(body);
    this.status = status;
    this.advice = advice;
  }
}
