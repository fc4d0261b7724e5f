/** What the bridge needs of a window; a BrowserWindow is one. */
export interface BridgeWindow {
  readonly id: number;
  isDestroyed(): boolean;
  readonly webContents: { send(channel: string, ...sent: unknown[]): void };
}

/** Who asks: an IpcMainInvokeEvent is one. */
export interface BridgeCaller {
  readonly sender: unknown;
  /** Null: it is gone already. */
  readonly senderFrame: { readonly origin: string; readonly parent: unknown } | null;
}

/** The window whose own page, of `origin`, asks; undefined for anybody else: frames in it, other pages, the gone. */
export function knownWindow(
  { sender, senderFrame }: BridgeCaller,
  windows: Iterable<BridgeWindow>,
  origin: string | undefined,
): BridgeWindow | undefined {
  if (!senderFrame || senderFrame.parent || origin === undefined || senderFrame.origin !== origin) {
    return undefined;
  }
  for (const window of windows) if (!window.isDestroyed() && window.webContents === sender) return window;
  return undefined;
}
