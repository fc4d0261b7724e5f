import { app } from 'electron';
import { runKiosk } from './kiosk.ts';

if (app.requestSingleInstanceLock()) {
  // A top-level await of whenReady deadlocks: Electron is ready only after this module has been evaluated.
  void app.whenReady().then(() => runKiosk(process.argv.slice(app.isPackaged ? 1 : 2), process.env));
} else {
  app.quit();
}
