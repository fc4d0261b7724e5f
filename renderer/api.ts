import type { z } from 'zod';
import { apiErrorSchema } from '../server/contract/api-error.ts';
import { errorText } from '../server/contract/error-text.ts';
import type { FieldProblem } from '../server/contract/field-problem.ts';
import { healthPath, healthSchema, type Health } from '../server/contract/health.ts';
import { ownPagesHeader, pagesRootHeader } from '../server/contract/session.ts';
import { fromRoot, rootPath } from './root-path.ts';

/** A hung server must not hold one of the browser's six connections for long. */
const answerTimeoutMs = 5_000;

/** The server answered in a shape that this page does not know: it was probably upgraded while the page was open. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

/** The server answers only after a login. */
export class LoginNeeded extends Error {
  override readonly name = 'LoginNeeded';
}

/** No answer came: the server does not run, the network is down, or the server took too long. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/**
 * `fetch` for all pages: it gives up soon, reads no cache, and never opens the browser's own login dialog.
 * @throws NoAnswer, or the reason of `signal`
 */
export async function ask(
  path: string,
  {
    signal,
    headers,
    timeoutMs = answerTimeoutMs,
    ...init
  }: Omit<RequestInit, 'headers'> & {
    signal: AbortSignal;
    headers?: Record<string, string>;
    /** Longer for requests on which the server itself has to wait. */
    timeoutMs?: number;
  },
): Promise<Response> {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    return await fetch(fromRoot(path), {
      cache: 'no-store',
      ...init,
      headers: {
        ...headers,
        [ownPagesHeader.name]: ownPagesHeader.value,
        [pagesRootHeader]: rootPath(),
      },
      signal: AbortSignal.any([signal, limit]),
    });
  } catch (cause) {
    if (signal.aborted) throw cause;
    // The browser's own words, such as "Failed to fetch", help nobody.
    const why = limit.aborted ? 'The server did not answer in time.' : 'The server does not answer.';
    throw new NoAnswer(why, { cause });
  }
}

type Refusal = z.infer<typeof apiErrorSchema>;

/** The failure of a request that the page tries again by itself, for people. */
export function problemText(error: unknown): string {
  return error instanceof NoAnswer ? 'Server not reachable. Retrying…' : errorText(error);
}

/** The server refused a request and said why. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  readonly status: number;
  /** At least one problem, each with the field of the request body that it is about; empty where it is about none. */
  readonly problems: FieldProblem[];
  /** Where the server can be opened instead, because it does not know the name in this page's address. */
  readonly address: string | undefined;
  /** The server's name for the refusal; undefined for an answer that is not as this server refuses. */
  readonly code: string | undefined;

  constructor(status: number, problems: FieldProblem[], { address, code }: Partial<Refusal> = {}) {
    super(problems.map(({ message }) => message).join(' '));
    this.status = status;
    this.problems = problems;
    this.address = address;
    this.code = code;
  }

  /** One line for each problem, for people. */
  get messages(): string[] {
    return this.problems.map(({ message }) => message);
  }
}

/** Asks the server and gives back a good answer. @throws RefusedRequest, or what `ask` throws */
export async function answerTo(
  path: string,
  request: Omit<Parameters<typeof ask>[1], 'signal'> = {},
): Promise<Response> {
  const response = await ask(path, { ...request, signal: new AbortController().signal });
  if (response.ok) return response;
  const refusal = await refusalIn(response);
  if (refusal) throw refusal;
  throw new RefusedRequest(response.status, [
    { field: '', message: `The server answered ${path} with status ${response.status}.` },
  ]);
}

/** Undefined for an answer that is not as this server refuses a request. */
async function refusalIn(response: Response): Promise<RefusedRequest | undefined> {
  const { data } = apiErrorSchema.safeParse(await response.json().catch(() => undefined));
  return data && new RefusedRequest(response.status, problemsIn(data), data);
}

/** Sends `body` as JSON. @throws what `answerTo` throws */
export function send(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  timeoutMs = answerTimeoutMs,
): Promise<Response> {
  if (body === undefined) return answerTo(path, { method, headers, timeoutMs });
  return answerTo(path, {
    method,
    timeoutMs,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

function problemsIn({ detail, field = '', problems }: Refusal): FieldProblem[] {
  if (problems && problems.length > 0) return problems;
  if (typeof detail === 'string') return [{ field, message: detail }];
  return detail.map(({ loc, msg }) => {
    const place = loc.slice(1).join('.');
    return { field: place, message: place ? `${place}: ${msg}` : msg };
  });
}

/** The JSON of an answer. @throws NoAnswer when it broke off, as it does when the server ends or a proxy answers */
export async function jsonOf(response: Response): Promise<unknown> {
  try {
    return (await response.json()) as unknown;
  } catch (cause) {
    throw new NoAnswer('The answer of the server is not whole.', { cause });
  }
}

/** @throws LoginNeeded, RefusedRequest, UnexpectedAnswer, or what `ask` throws */
export async function fetchHealth(signal: AbortSignal): Promise<Health> {
  const response = await ask(healthPath, { signal });
  if (response.status === 401)
    throw new LoginNeeded('You are not logged in. Log in, and load this page again.');
  if (!response.ok) {
    throw (
      (await refusalIn(response)) ??
      new UnexpectedAnswer(`The server answered ${healthPath} with status ${response.status}.`)
    );
  }
  const body = await jsonOf(response);
  const health = healthSchema.safeParse(body);
  if (!health.success) {
    const message = 'The server answered something else than this page expects. Load the page again.';
    throw new UnexpectedAnswer(message, { cause: health.error });
  }
  return health.data;
}

/** @param widthPx undefined: the picture is as wide as the camera sends it */
export function videoUrl(cameraId: string, widthPx: number | undefined): string {
  return pictureUrl(cameraId, 'video', widthPx);
}

export function snapshotUrl(cameraId: string, widthPx: number | undefined): string {
  return pictureUrl(cameraId, 'snapshot', widthPx);
}

/** The video at the camera's own port. Browsers limit connections per port, so it takes none from other requests. */
export function portVideoUrl(port: number, widthPx: number | undefined): string {
  return `http://${location.hostname}:${port}/${pictureQuery(widthPx)}`;
}

function pictureUrl(cameraId: string, what: 'video' | 'snapshot', widthPx: number | undefined): string {
  return fromRoot(`/cam/${encodeURIComponent(cameraId)}/${what}${pictureQuery(widthPx)}`);
}

/** Each URL is new, because a browser may answer a known URL from its memory, even with a stream that has ended. */
function pictureQuery(widthPx: number | undefined): string {
  const width = widthPx === undefined ? '' : `&width=${widthPx}`;
  return `?t=${performance.timeOrigin + performance.now()}${width}`;
}
