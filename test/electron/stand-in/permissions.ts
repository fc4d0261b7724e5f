import type { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { app } from './app.ts';
import { session } from './session.ts';

type Asked = Parameters<NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>>[1];
/** Electron's names and the protocol's. */
const permissions: [asked: Asked, name: string][] = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['midi', 'midi'],
  ['clipboard-read', 'clipboard-read'],
];

/**
 * Sets what pages of an origin may do as the app's handlers decide. Electron asks them when a page does; here they are
 * asked beforehand. Without a handler everything is granted, as Electron does.
 */
export async function decidePermissions(webContents: EventEmitter, origin: string): Promise<void> {
  const { requestHandler, checkHandler } = session.defaultSession;
  const sender = webContents as unknown as Electron.WebContents;
  const { browser } = (await app.chromium()).connection;
  for (const [permission, name] of permissions) {
    const details = { isMainFrame: true, requestingUrl: `${origin}/`, securityOrigin: origin };
    const checked = checkHandler?.(sender, permission as never, origin, details as never) ?? true;
    const granted = await new Promise<boolean>((resolve) => {
      if (!checked || !requestHandler) resolve(checked);
      else requestHandler(sender, permission, resolve, details as never);
    });
    const setting = granted ? 'granted' : 'denied';
    browser.tell('Browser.setPermission', { permission: { name }, setting, origin });
  }
}
