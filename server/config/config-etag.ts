import { createHash } from 'node:crypto';
import type { ServerConfig } from '../contract/config/config.ts';
import { withoutSecrets } from './secrets.ts';

/**
 * The strong ETag, with its quotes, of everything that the configuration shows. Every part of the configuration has the
 * same one.
 */
export function configEtag(config: Readonly<ServerConfig>): string {
  const shown = JSON.stringify(withoutSecrets(config));
  return `"${createHash('sha256').update(shown).digest('base64url').slice(0, 27)}"`;
}
