import { createHash } from 'node:crypto';
import type { ServerConfig } from '../contract/config/config.ts';
import { withoutSecrets } from './secrets.ts';

/** The strong ETag, quotes included, of everything the configuration shows: the same wherever a part of it is shown. */
export function configEtag(config: Readonly<ServerConfig>): string {
  const shown = JSON.stringify(withoutSecrets(config));
  return `"${createHash('sha256').update(shown).digest('base64url').slice(0, 27)}"`;
}
