import { apiErrorSchema } from '../server/contract/api-operation.ts';
import { healthPath, healthSchema, type Health } from '../server/contract/health.ts';
import { ownPagesHeader } from '../server/contract/session.ts';

/** A hung server must not hold one of the browser's six connections for long. */
const answerTimeoutMs = 5_000;

/** The server answered, but not what this page understands: probably it was upgraded under the page. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

/** The server wants to know who asks. */
export class LoginNeeded extends Error {
  override readonly name = 'LoginNeeded';
}

/** fetch as all our pages do it: answered soon, never from a cache, and without the browser's own login dialog. */
export function ask(
  path: string,
  {
    signal,
    headers,
    ...init
  }: Omit<RequestInit, 'headers'> & { signal: AbortSignal; headers?: Record<string, string> },
): Promise<Response> {
  return fetch(path, {
    cache: 'no-store',
    ...init,
    headers: { ...headers, [ownPagesHeader.name]: ownPagesHeader.value },
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
  });
}

/** The server refused, and said why. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  /** A line each, for people. */
  readonly messages: string[];

  constructor(messages: string[]) {
    super(messages.join(' '));
    this.messages = messages;
  }
}

/** Asks the server and gives back a good answer. @throws RefusedRequest, or what fetch throws */
export async function answerTo(
  path: string,
  request: Omit<Parameters<typeof ask>[1], 'signal'> = {},
): Promise<Response> {
  const response = await ask(path, { ...request, signal: new AbortController().signal });
  if (response.ok) return response;
  const refusal = apiErrorSchema.safeParse(await response.json().catch(() => undefined));
  if (!refusal.success) throw new RefusedRequest([`${path} answered ${response.status}`]);
  const { detail } = refusal.data;
  throw new RefusedRequest(
    typeof detail === 'string' ? [detail] : detail.map(({ loc, msg }) => `${loc.slice(1).join('.')}: ${msg}`),
  );
}

/** @throws LoginNeeded, UnexpectedAnswer, or whatever fetch throws when the server cannot be reached */
export async function fetchHealth(signal: AbortSignal): Promise<Health> {
  const response = await ask(healthPath, { signal });
  if (response.status === 401) throw new LoginNeeded();
  if (!response.ok) throw new UnexpectedAnswer(`${healthPath} answered ${response.status}`);
  const body: unknown = await response.json();
  const health = healthSchema.safeParse(body);
  if (!health.success) throw new UnexpectedAnswer(health.error.message);
  return health.data;
}

/** `widthPx` undefined: as the camera sends it. */
export function videoUrl(cameraId: string, widthPx: number | undefined): string {
  return pictureUrl(cameraId, 'video', widthPx);
}

export function snapshotUrl(cameraId: string, widthPx: number | undefined): string {
  return pictureUrl(cameraId, 'snapshot', widthPx);
}

/** Never the same URL twice: for one it has seen a browser may show what it holds, even a stream that has ended. */
function pictureUrl(cameraId: string, what: 'video' | 'snapshot', widthPx: number | undefined): string {
  const width = widthPx === undefined ? '' : `&width=${widthPx}`;
  return `/cam/${encodeURIComponent(cameraId)}/${what}?t=${performance.timeOrigin + performance.now()}${width}`;
}
