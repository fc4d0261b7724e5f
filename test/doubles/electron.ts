import type { App } from 'electron';
import { tmpdir } from 'node:os';

/** As much of Electron as electron-store asks for. */
export default {
  app: { getPath: () => tmpdir(), getVersion: () => '0.0.0' } satisfies Pick<App, 'getPath' | 'getVersion'>,
  ipcMain: { on: () => undefined },
};
