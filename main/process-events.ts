import { app } from 'electron';
import type { RunningServer } from '../server/index.ts';
import { stopOnSignals } from '../server/process-lifetime.ts';
import { instanceRequestSchema } from './launch/instance-request.ts';
import { shutdownLimitMs } from './shutdown.ts';
import type { KioskWindows } from './window/kiosk-windows.ts';
import { isOwnCertificate } from './window/page-guard.ts';

/**
 * Whatever asks this process to end, aborts `stop`. To be called when Electron is ready: it takes the signals over from
 * whoever listened before.
 */
export function endWhenAsked(stop: AbortController): void {
  stopOnSignals(stop, shutdownLimitMs);
  app.on('before-quit', (event) => {
    // It ends by app.exit, when everything has ended in its order.
    event.preventDefault();
    stop.abort();
  });
  // Without a listener Electron would quit with the window that says why there is no server.
  app.on('window-all-closed', () => {});
}

/** Does what later starts with the same data folder ask for. @param leave ends the kiosk */
export function serveLaterStarts(windows: KioskWindows, leave: () => void): void {
  app.on('second-instance', (_event, _argv, _folder, sent) => {
    const request = instanceRequestSchema.safeParse(sent).data ?? { kind: 'focus' };
    switch (request.kind) {
      case 'focus':
        return windows.focus();
      case 'quit':
        return leave();
      case 'reload':
        return windows.reload();
      case 'show':
        return windows.all[0]?.show(request.page);
      default:
        return request satisfies never;
    }
  });
}

/** What concerns all pages: the GPU's process, the server's certificate, SIGHUP. */
export function followServerAndGpu(server: RunningServer, windows: KioskWindows): void {
  process.on('SIGHUP', () => void server.reload());
  app.on('child-process-gone', (_event, { type, reason }) => {
    if (type === 'GPU' && reason !== 'clean-exit') windows.failed(`the GPU's process ended: ${reason}`);
  });
  app.on('certificate-error', (event, _contents, _url, _error, certificate, answer) => {
    event.preventDefault();
    answer(isOwnCertificate(certificate.fingerprint, server.tlsFingerprint));
  });
}
