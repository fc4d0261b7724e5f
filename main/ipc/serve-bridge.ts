import { isDeepStrictEqual } from 'node:util';
import type { IpcMain } from 'electron';
import { z } from 'zod';
import { KioskRefusal } from '../../server/attached-kiosk.ts';
import type { Logger } from '../../server/log/logger.ts';
import {
  kioskChannels,
  type BridgeReply,
  type ScreenAction,
  type ScreenStatus,
  type UnlockAnswer,
  type UnlockPurpose,
} from '../bridge.ts';

/**
 * The functions that the bridge calls. Each window has the preload and, in its `additionalArguments`,
 * bridgeOriginSwitch with the origin. A page is told the message of a KioskRefusal. Every other error goes to the log
 * only.
 */
export interface BridgeParts {
  ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>;
  logger: Pick<Logger, 'warn' | 'error'>;
  /** The windows of the kiosk. */
  windows(): Iterable<BridgeWindow>;
  /** The origin of the server's pages, e.g. "http://127.0.0.1:8000". While it is undefined, nobody is answered. */
  origin(): string | undefined;
  status(): ScreenStatus;
  act(windowId: number, action: ScreenAction): Promise<void> | void;
  setBrightness(percent: number): Promise<void> | void;
  unlock(purpose: UnlockPurpose, pin: string | null, windowId: number): Promise<UnlockAnswer>;
}

const nothing = z.tuple([]);
const actArguments = z.tuple([
  z.enum(['reload', 'sleep', 'wake', 'home', 'touched'] satisfies ScreenAction[]),
]);
const brightnessArguments = z.tuple([z.int().min(1).max(100)]);
const unlockArguments = z.tuple([
  z.enum(['settings', 'leave'] satisfies UnlockPurpose[]),
  z.string().max(64).nullable(),
]);

/**
 * Answers `window.kiosk` in the kiosk's own pages until `signal` aborts.
 * @returns a function to call whenever the status may have changed: it tells all windows if it has
 */
export function serveBridge(parts: BridgeParts, signal: AbortSignal): () => void {
  const { ipcMain } = parts;
  const refused = new Set<string>();

  const serve = <Sent extends unknown[]>(
    channel: string,
    sentSchema: z.ZodType<Sent>,
    answer: (windowId: number, ...sent: Sent) => unknown,
  ) => {
    ipcMain.handle(channel, async (event, ...raw: unknown[]): Promise<BridgeReply<unknown>> => {
      const window = knownWindow(event, parts.windows(), parts.origin());
      const sent = sentSchema.safeParse(raw);
      if (!window || !sent.success) {
        const why = window ? 'it does not know the request' : 'a page that is not its own asked';
        // Each refusal is logged once: a page that asks all day must not fill the log.
        if (!refused.has(channel + why)) parts.logger.warn(`the kiosk refused ${channel}: ${why}`);
        refused.add(channel + why);
        return { ok: false, message: `The kiosk refused: ${why}.` };
      }
      try {
        return { ok: true, value: await answer(window.id, ...sent.data) };
      } catch (error) {
        if (error instanceof KioskRefusal) return { ok: false, message: error.message };
        parts.logger.error({ err: error }, `the kiosk failed at ${channel}`);
        return { ok: false, message: 'The kiosk could not do that; its log says why.' };
      }
    });
    signal.addEventListener('abort', () => ipcMain.removeHandler(channel), { once: true });
  };

  serve(kioskChannels.status, nothing, () => parts.status());
  serve(kioskChannels.act, actArguments, (windowId, action) => parts.act(windowId, action));
  serve(kioskChannels.setBrightness, brightnessArguments, (_, percent) => parts.setBrightness(percent));
  serve(kioskChannels.unlock, unlockArguments, (windowId, purpose, pin) =>
    parts.unlock(purpose, pin, windowId),
  );

  let told = parts.status();
  return () => {
    const status = parts.status();
    if (signal.aborted || isDeepStrictEqual(status, told)) return;
    told = status;
    for (const window of parts.windows()) {
      if (!window.isDestroyed()) window.webContents.send(kioskChannels.statusChanged, status);
    }
  };
}

/** The part of a BrowserWindow that the bridge needs. */
interface BridgeWindow {
  readonly id: number;
  isDestroyed(): boolean;
  readonly webContents: { send(channel: string, ...sent: unknown[]): void };
}

/** The caller of a request: the part of an IpcMainInvokeEvent that the bridge needs. */
interface BridgeCaller {
  readonly sender: unknown;
  /** Null when the frame is gone already. */
  readonly senderFrame: { readonly origin: string; readonly parent: unknown } | null;
}

/**
 * The window whose main page, of `origin`, makes the request. Undefined for every other caller: a frame inside the
 * page, a page of another origin, a window that is closed.
 */
function knownWindow(
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
