import { AccessFile } from '../access/access-file.ts';
import { Door } from '../access/door.ts';
import { Links } from '../access/links.ts';
import { Tokens } from '../access/tokens.ts';
import { Viewers } from '../http/gate/viewers.ts';
import { Listeners } from '../runtime/listeners.ts';
import type { Foundation } from './foundation.ts';

export type AccessPart = Awaited<ReturnType<typeof composeAccess>>;

/** Joins the parts that decide who may log in, and who may continue to watch. */
export async function composeAccess({ dataFolder, store, clock, logger, stop }: Foundation) {
  const file = await AccessFile.open({ folder: dataFolder, clock, logger });
  const revoked = new Listeners<[]>();
  const onRevoked = () => revoked.tell();
  const tokens = new Tokens({ file, clock, onRevoked });
  const links = new Links({ file, clock, onRevoked });
  const door = new Door({
    config: () => store.current,
    clock,
    tokens,
    links,
    onThrottled: (address) =>
      logger.warn({ address }, 'many failed logins from this address; it has to wait now'),
  });
  const viewers = new Viewers({
    clock: links.clock,
    isValid: (principal) => door.isValid(principal),
    expiresAt: (principal) => (principal.kind === 'link' ? links.expiresAt(principal) : undefined),
  });
  revoked.add(() => viewers.recheck(), stop.signal);
  return {
    door,
    routeParts: { door, tokens, links, viewers },
    start() {
      store.onChange(() => {
        door.configChanged();
        viewers.recheck();
      }, stop.signal);
      void links.keepTime(stop.signal);
    },
    /**
     * Starts to delete the links of deleted cameras.
     * @param now true when the current cameras come from the configuration; then the links of all other cameras are
     * deleted at once
     */
    followCameras(now: boolean) {
      const keepLinks = () => {
        // A broken file leaves out cameras that nobody deleted.
        if (store.problems.length === 0) links.keepOnly(store.current.cameras.map(({ id }) => id));
      };
      if (now) keepLinks();
      store.onChange(({ renamed, taken }) => {
        links.rename(renamed, taken);
        keepLinks();
      }, stop.signal);
    },
    /** Writes the current time if a link depends on it. Call it at the end of the server. */
    rememberTime: () => links.rememberTime(),
    /** Resolves when everything is on the disk. */
    settled: () => file.settled(),
  };
}
