import type {
  bridgeOriginSwitch,
  BridgeReply,
  kioskChannels,
  KioskBridge,
  ScreenStatus,
} from './bridge.ts' with { 'resolution-mode': 'import' };
const { contextBridge, ipcRenderer } = require('electron') as typeof import('electron');

// A sandboxed preload cannot import other files of the project. The compiler keeps both copies equal.
const channels = {
  status: 'kiosk:status',
  statusChanged: 'kiosk:status-changed',
  act: 'kiosk:act',
  setBrightness: 'kiosk:set-brightness',
  unlock: 'kiosk:unlock',
} satisfies typeof kioskChannels;
const originSwitch = '--kiosk-origin=' satisfies typeof bridgeOriginSwitch;

declare const location: { readonly origin: string };

const listeners = new Set<(status: ScreenStatus) => void>();

const bridge: KioskBridge = {
  status: () => ask(channels.status),
  onStatus(listener) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  act: (action) => ask(channels.act, action),
  setBrightness: (percent) => ask(channels.setBrightness, percent),
  unlock: (purpose, pin) => ask(channels.unlock, purpose, pin),
};

async function ask<Value>(channel: string, ...sent: unknown[]): Promise<Value> {
  const reply = (await ipcRenderer.invoke(channel, ...sent)) as BridgeReply<Value>;
  if (!reply.ok) throw new Error(reply.message);
  return reply.value;
}

// The main process refuses other pages as well. They do not even see the bridge.
if (process.argv.includes(originSwitch + location.origin)) {
  ipcRenderer.on(channels.statusChanged, (_event, status: ScreenStatus) => {
    for (const listener of listeners) listener(status);
  });
  contextBridge.exposeInMainWorld('kiosk', Object.freeze(bridge));
}
