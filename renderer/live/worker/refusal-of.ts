import { apiErrorSchema } from '../../../server/contract/api-error.ts';
import { ownPagesHeader } from '../../../server/contract/session.ts';

const answerTimeoutMs = 5_000;

/**
 * Why the server refuses a WebSocket, in its own words: a browser tells no page that. Undefined where it does not refuse
 * it, or does not answer.
 */
export async function refusalOf(socketUrl: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const response = await fetch(socketUrl.replace(/^ws/, 'http'), {
      cache: 'no-store',
      headers: { [ownPagesHeader.name]: ownPagesHeader.value },
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
    });
    // 426: it would have opened a WebSocket.
    if (response.ok || response.status === 426) return undefined;
    const { detail } = apiErrorSchema.parse(await response.json());
    return typeof detail === 'string' ? detail : detail.map(({ msg }) => msg).join(' ');
  } catch {
    return undefined; // It does not answer, or something else than this server does.
  }
}
