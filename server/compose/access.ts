import { AccessFile } from '../access/access-file.ts';
import { Door } from '../access/door.ts';
import { Links } from '../access/links.ts';
import { Tokens } from '../access/tokens.ts';
import type { ConfigStore } from '../config/config-store.ts';
import { Viewers } from '../http/gate/viewers.ts';
import type { Logger } from '../log/logger.ts';
import type { Clock } from '../runtime/clock.ts';

export interface AccessParts {
  dataFolder: string;
  store: ConfigStore;
  clock: Clock;
  logger: Logger;
}

/** Joins what decides who may come in, and who may go on watching. */
export async function composeAccess({ dataFolder, store, clock, logger }: AccessParts) {
  const file = await AccessFile.open({ folder: dataFolder, clock, logger });
  const onRevoked = () => viewers.recheck();
  const tokens = new Tokens({ file, clock, onRevoked });
  const links = new Links({ file, clock, onRevoked });
  const door = new Door({
    config: () => store.current,
    clock,
    tokens,
    links,
    onThrottled: (address) => logger.warn({ address }, 'many failed logins from there; it has to wait now'),
  });
  const viewers = new Viewers({
    clock: links.clock,
    isValid: (principal) => door.isValid(principal),
    expiresAt: (principal) => (principal.kind === 'link' ? links.expiresAt(principal) : undefined),
  });
  return { door, tokens, links, viewers, settled: () => file.settled() };
}
