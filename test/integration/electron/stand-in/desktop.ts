import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';

// What the app asks of the desktop, kept as it was asked: nothing of it is to be seen in a window.
const blockers = new Set<number>();
let lastBlocker = 0;

export const powerSaveBlocker = {
  start: () => {
    blockers.add(++lastBlocker);
    return lastBlocker;
  },
  stop: (id: number) => blockers.delete(id),
  isStarted: (id: number) => blockers.has(id),
} satisfies Pick<Electron.PowerSaveBlocker, 'start' | 'stop' | 'isStarted'>;

export const powerMonitor = new EventEmitter();

export const Menu = { setApplicationMenu: () => {} } satisfies Pick<
  typeof Electron.Menu,
  'setApplicationMenu'
>;

export const nativeTheme = Object.assign(new EventEmitter(), {
  themeSource: 'system',
  shouldUseDarkColors: false,
});

export const shell = {
  openExternal: () => Promise.reject(new Error('the stand-in opens nothing outside')),
  openPath: async () => 'the stand-in opens nothing outside',
} satisfies Pick<Electron.Shell, 'openExternal' | 'openPath'>;

export const dialog = {
  showErrorBox: (title: string, content: string) => void process.stderr.write(`${title}: ${content}\n`),
} satisfies Pick<Electron.Dialog, 'showErrorBox'>;
