import type * as Electron from 'electron';
import { app } from './app.ts';
import type { WebContents } from './web-contents.ts';

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
export async function decidePermissions(webContents: WebContents, origin: string): Promise<void> {
  const { requestHandler, checkHandler } = webContents.session;
  const sender = webContents as unknown as Electron.WebContents;
  const { browser } = (await app.chromium()).connection;
  const browserContextId = await webContents.session.contextId(browser);
  for (const [permission, name] of permissions) {
    const details = { isMainFrame: true, requestingUrl: `${origin}/`, securityOrigin: origin };
    const checked = checkHandler?.(sender, permission as never, origin, details as never) ?? true;
    const granted = await new Promise<boolean>((resolve) => {
      if (!checked || !requestHandler) resolve(checked);
      else requestHandler(sender, permission, resolve, details as never);
    });
    const setting = granted ? 'granted' : 'denied';
    browser.tell('Browser.setPermission', {
      permission: { name },
      setting,
      origin,
      ...(browserContextId && { browserContextId }),
    });
  }
}
