import type { ScreenStatus } from './bridge.ts' with { 'resolution-mode': 'import' };
const { contextBridge, ipcRenderer } = require('electron') as typeof import('electron');

contextBridge.exposeInMainWorld('kiosk', {
  status: (): Promise<ScreenStatus> => ipcRenderer.invoke('kiosk:status'),
});
