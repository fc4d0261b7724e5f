/** A command could not do its work: one or more lines for the user after "Error: ", exit code 1. */
export class CommandError extends Error {}

/** The server refused a request: its answer's body after "Request failed: ", then what to do about it; exit code 1. */
export class RequestError extends Error {
  readonly status: number;
  readonly advice: string | undefined;

  constructor(status: number, body: string, advice?: string) {
    super(body);
    this.status = status;
    this.advice = advice;
  }
}
