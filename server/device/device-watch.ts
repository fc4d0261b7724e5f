import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { systemClock, type Clock } from '../runtime/clock.ts';
import { errnoOf } from '../runtime/errno.ts';
import { settledCall } from '../runtime/settled-call.ts';

/** udev needs some tens of milliseconds from creating a node to giving it its group and its links. */
const settleMs = 100;

export interface DeviceWatchOptions {
  /** The folder of the device nodes. */
  folder?: string;
  /** Called for a watch that cannot be set up or has failed. From then on, its changes are not noticed. */
  onProblem?: (error: Error) => void;
  clock?: Clock;
}

/**
 * Calls `onChange` soon after video nodes or their lasting names appeared, went, or changed their permissions, until
 * `signal` aborts; several changes at a time make one call. Costs nothing while nothing changes. Never throws.
 */
export function watchDevices(
  onChange: () => void,
  signal: AbortSignal,
  options: DeviceWatchOptions = {},
): void {
  const { folder = '/dev', onProblem = () => {}, clock = systemClock } = options;
  const linkFolder = join(folder, 'v4l');
  const watches = new Map<string, FSWatcher>();

  const changed = settledCall(clock, settleMs, onChange, signal);

  /**
   * Watches a folder, again if it was watched before: after a folder was removed and made again, the old watch notices
   * nothing.
   */
  const watchFolder = (path: string, onName: (name: string) => void) => {
    unwatch(path);
    try {
      const watcher = watch(path, (_event, name) => onName(name ?? ''));
      watches.set(path, watcher);
      watcher.once('error', (error) => {
        if (watches.get(path) === watcher) unwatch(path);
        onProblem(error);
      });
    } catch (error) {
      // The folders of links come and go with the cameras.
      if (errnoOf(error) !== 'ENOENT' || path === folder) onProblem(toError(error));
    }
  };
  const unwatch = (path: string) => {
    watches.get(path)?.close();
    watches.delete(path);
  };

  const watchLinks = (name: string) => watchFolder(join(linkFolder, name), changed);
  const watchLinkFolders = () => {
    watchFolder(linkFolder, (name) => {
      if (linkKinds.includes(name)) watchLinks(name);
      changed();
    });
    linkKinds.forEach(watchLinks);
  };

  if (signal.aborted) return;
  signal.addEventListener('abort', () => [...watches.keys()].forEach(unwatch), { once: true });
  watchFolder(folder, (name) => {
    if (name === 'v4l') watchLinkFolders();
    if (name === 'v4l' || /^video\d+$/.test(name)) changed();
  });
  watchLinkFolders();
}

const linkKinds = ['by-path', 'by-id'];

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
