import type { Event, WebContents } from 'electron';

/** Keeps a page on its server: no other site, no second window, no permission, no file on this machine. */
export function guardPage(contents: WebContents, isOwn: (url: string) => boolean): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const stayHere = (event: Event<{ url: string }>) => {
    if (!isOwn(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stayHere);
  contents.on('will-redirect', stayHere);
  contents.on('will-frame-navigate', stayHere);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  const { session } = contents;
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  // A download would open a dialog with the whole file system in it. A second listener, from a recreated window, does
  // no harm.
  session.on('will-download', (event) => event.preventDefault());
}

export function hasOrigin(url: string, origin: string): boolean {
  return URL.canParse(url) && new URL(url).origin === origin;
}

/**
 * Whether this is the certificate that this server uses.
 * @param electronFingerprint as Electron writes it: "sha256/" and base64
 * @param serverFingerprint SHA-256 as the server writes it: "AB:CD:…"
 */
export function isOwnCertificate(
  electronFingerprint: string,
  serverFingerprint: string | undefined,
): boolean {
  if (serverFingerprint === undefined) return false;
  const digest = Buffer.from(serverFingerprint.replaceAll(':', ''), 'hex').toString('base64');
  return electronFingerprint === `sha256/${digest}`;
}
