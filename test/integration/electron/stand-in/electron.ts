// What `import … from 'electron'` gives the main process on the stand-in: each part is checked against Electron's own
// typings. Only what the app uses is there; importing anything else fails at the start and says what is missing.
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { dialog, Menu, nativeTheme, powerMonitor, powerSaveBlocker, shell } from './desktop.ts';
import { ipcMain } from './ipc-main.ts';
import { screen } from './screen.ts';
import { session } from './session.ts';

export {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  screen,
  session,
  shell,
};

// electron-store takes it from here.
export default {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  screen,
  session,
  shell,
};
