import { z } from 'zod';
import {
  originsQuery,
  originsText,
  replacedQuery,
  replacedText,
  type CameraOrigins,
  type ReplacedIds,
} from '../server/contract/config/camera-origins.ts';
import { configSchema, type ServerConfig } from '../server/contract/config/config.ts';
import { answerTo, send } from './api.ts';
import { readAnswer } from './read-answer.ts';

const path = '/api/cameras';
const savedSchema = z.object({ cameras: configSchema });

export interface ConfigVersion {
  config: ServerConfig;
  /** The server's name for this version; null where it gives none. */
  etag: string | null;
}

/** The whole configuration. @throws what `answerTo` and `readAnswer` throw */
export async function readConfig(): Promise<ConfigVersion> {
  const answer = await answerTo(path);
  return { config: await readAnswer(answer, configSchema), etag: answer.headers.get('ETag') };
}

/**
 * Replaces the whole configuration, and gives back what the server made of it.
 * @param precondition `ifVersion` of the version that was edited
 * @param origins of cameras that were renamed or copied
 * @param replaced the ids of deleted cameras that new ones have
 * @throws RefusedRequest, with status 412 where somebody else saved meanwhile, or what `readConfig` throws
 */
export async function writeConfig(
  config: ServerConfig,
  precondition: Record<string, string>,
  origins: CameraOrigins = new Map(),
  replaced: ReplacedIds = new Set(),
): Promise<ConfigVersion> {
  const query = new URLSearchParams();
  if (origins.size > 0) query.set(originsQuery, originsText(origins));
  if (replaced.size > 0) query.set(replacedQuery, replacedText(replaced));
  const answer = await send('POST', query.size > 0 ? `${path}?${query}` : path, config, precondition);
  const { cameras } = await readAnswer(answer, savedSchema);
  return { config: cameras, etag: answer.headers.get('ETag') };
}

/** Headers that make the server refuse a change when it has another version than this one. */
export function ifVersion(etag: string | null): Record<string, string> {
  return etag === null ? {} : { 'If-Match': etag };
}
