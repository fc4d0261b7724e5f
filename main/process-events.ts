import { app } from 'electron';
import type { RunningServer } from '../server/index.ts';
import { stopOnSignals } from '../server/process-lifetime.ts';
import { instanceRequestSchema } from './launch/instance-request.ts';
import { shutdownLimitMs } from './shutdown.ts';
import type { KioskWindows } from './window/kiosk-windows.ts';
import { isOwnCertificate } from './window/page-guard.ts';

/**
 * Aborts `stop` when anything asks this process to end. Call it after Electron is ready, so that these handlers replace
 * Electron's own.
 */
export function endWhenAsked(stop: AbortController): void {
  stopOnSignals(stop, shutdownLimitMs);
  app.on('before-quit', (event) => {
    // The process ends by app.exit, after everything has ended in its order.
    event.preventDefault();
    stop.abort();
  });
  // Without a listener Electron would quit with the window that says why there is no server.
  app.on('window-all-closed', () => {});
}

/** Carries out the requests of later starts with the same data folder. @param leave ends the kiosk */
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

/** Handles the events that concern all pages: the GPU's process, and the server's certificate. */
export function followServerAndGpu(server: RunningServer, windows: KioskWindows): void {
  app.on('child-process-gone', (_event, { type, reason }) => {
    if (type === 'GPU' && reason !== 'clean-exit') windows.failed(`the GPU's process ended: ${reason}`);
  });
  app.on('certificate-error', (event, _contents, _url, _error, certificate, answer) => {
    event.preventDefault();
    answer(isOwnCertificate(certificate.fingerprint, server.tlsFingerprint));
  });
}
