import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';

type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0];

class Session extends EventEmitter {
  requestHandler: RequestHandler = null;
  checkHandler: CheckHandler = null;

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

export const session = {
  defaultSession: new Session() satisfies Pick<
    Electron.Session,
    | 'setPermissionRequestHandler'
    | 'setPermissionCheckHandler'
    | 'setCertificateVerifyProc'
    | 'setDevicePermissionHandler'
    | 'setSpellCheckerEnabled'
    | 'clearCache'
  >,
};
