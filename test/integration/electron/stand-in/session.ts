import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import type { CdpSession } from './cdp-connection.ts';

type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0];

/** Cookies and permissions that windows of one partition share. */
export class Session extends EventEmitter {
  requestHandler: RequestHandler = null;
  checkHandler: CheckHandler = null;
  readonly #isDefault: boolean;
  #contextId: Promise<string | undefined> | undefined;

  constructor(isDefault: boolean) {
    super();
    this.#isDefault = isDefault;
  }

  /** What the protocol knows it by; undefined: the browser's own. */
  contextId(browser: CdpSession): Promise<string | undefined> {
    this.#contextId ??= this.#isDefault
      ? Promise.resolve(undefined)
      : browser.send('Target.createBrowserContext').then(({ browserContextId }) => browserContextId);
    return this.#contextId;
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.requestHandler = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.checkHandler = handler;
  }

  // Certificates, devices and spelling are not modelled: the pages come over plain HTTP from this machine.
  setCertificateVerifyProc(): void {}

  setDevicePermissionHandler(): void {}

  setSpellCheckerEnabled(): void {}

  async clearCache(): Promise<void> {}
}

const partitions = new Map<string, Session>();
const defaultSession = new Session(true) satisfies Pick<
  Electron.Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setCertificateVerifyProc'
  | 'setDevicePermissionHandler'
  | 'setSpellCheckerEnabled'
  | 'clearCache'
>;

export const session = {
  defaultSession,
  fromPartition(name: string): Session {
    const known = name === '' ? defaultSession : (partitions.get(name) ?? new Session(false));
    partitions.set(name, known);
    return known;
  },
};
