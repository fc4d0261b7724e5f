import type { IpcMainInvokeEvent } from 'electron';
import { beforeEach, describe, expect, test } from 'vitest';
import { kioskChannels, type ScreenStatus } from '../../../../main/bridge.ts';
import { serveBridge, type BridgeParts } from '../../../../main/ipc/serve-bridge.ts';
import { KioskRefusal } from '../../../../server/attached-kiosk.ts';

type Handler = (event: IpcMainInvokeEvent, ...sent: unknown[]) => unknown;

const origin = 'http://127.0.0.1:8000';
const frame = { origin, parent: null };

class OpenWindow {
  readonly id: number;
  readonly received: unknown[] = [];
  destroyed = false;
  readonly #webContents = { send: (...sent: unknown[]) => void this.received.push(sent) };

  constructor(id: number) {
    this.id = id;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  get webContents() {
    // As Electron does.
    if (this.destroyed) throw new TypeError('Object has been destroyed');
    return this.#webContents;
  }
}

let handlers: Map<string, Handler>;
let windows: OpenWindow[];
let screen: ScreenStatus;
let asked: unknown[];
let log: unknown[];
let serving: AbortController;
let parts: BridgeParts;
let tell: () => void;
beforeEach(() => {
  handlers = new Map();
  windows = [new OpenWindow(7), new OpenWindow(8)];
  screen = { screenOn: true, pinSet: false, brightness: null, cursor: 'idle' };
  asked = [];
  log = [];
  serving = new AbortController();
  parts = {
    ipcMain: {
      handle: (channel, handler) => void handlers.set(channel, handler),
      removeHandler: (channel) => void handlers.delete(channel),
    },
    logger: { warn: (line: unknown) => log.push(line), error: (...lines: unknown[]) => log.push(lines) },
    windows: () => windows,
    origin: () => origin,
    status: () => ({ ...screen }),
    act: (windowId, action) => void asked.push([windowId, action]),
    setBrightness: (percent) => void asked.push(percent),
    unlock: (purpose, pin, windowId) => {
      asked.push([windowId, purpose, pin]);
      return Promise.resolve({ kind: 'opened' });
    },
  };
  tell = serveBridge(parts, serving.signal);
});

/** What a page gets that asks in this frame of window 7. */
const ask = (channel: string, sent: unknown[], event: object = {}) => {
  const handler = handlers.get(channel) ?? (() => 'nobody answers');
  const asking = {
    sender: windows.find(({ destroyed }) => !destroyed)?.webContents,
    senderFrame: frame,
    ...event,
  };
  return handler(asking as unknown as IpcMainInvokeEvent, ...sent);
};

describe('a page of the kiosk', () => {
  test('is answered, and main knows which window asked', async () => {
    expect(await ask(kioskChannels.status, [])).toEqual({ ok: true, value: screen });
    expect(await ask(kioskChannels.act, ['sleep'])).toEqual({ ok: true, value: undefined });
    expect(await ask(kioskChannels.setBrightness, [40])).toMatchObject({ ok: true });
    expect(await ask(kioskChannels.unlock, ['leave', '1234'])).toEqual({
      ok: true,
      value: { kind: 'opened' },
    });
    expect(await ask(kioskChannels.unlock, ['settings', null])).toMatchObject({ ok: true });
    expect(asked).toEqual([[7, 'sleep'], 40, [7, 'leave', '1234'], [7, 'settings', null]]);
  });

  test.each([
    [kioskChannels.status, ['more']],
    [kioskChannels.act, []],
    [kioskChannels.act, ['quit']],
    [kioskChannels.act, ['sleep', 'wake']],
    [kioskChannels.act, [{ toString: 'sleep' }]],
    [kioskChannels.setBrightness, [0]],
    [kioskChannels.setBrightness, [101]],
    [kioskChannels.setBrightness, [Number.NaN]],
    [kioskChannels.setBrightness, ['40']],
    [kioskChannels.unlock, ['leave']],
    [kioskChannels.unlock, ['everything', null]],
    [kioskChannels.unlock, ['leave', 1234]],
    [kioskChannels.unlock, ['leave', '1'.repeat(65)]],
  ])('is refused what nobody may ask: %s %j', async (channel, sent) => {
    expect(await ask(channel, sent)).toEqual({
      ok: false,
      message: 'The kiosk refused: it does not know the request.',
    });
    expect(asked).toEqual([]);
  });

  test('is told why the kiosk cannot do it, and nothing of what broke inside', async () => {
    parts.act = () => Promise.reject(new KioskRefusal('no-window', 'Nothing is shown. Connect a display.'));
    expect(await ask(kioskChannels.act, ['home'])).toEqual({
      ok: false,
      message: 'Nothing is shown. Connect a display.',
    });
    parts.act = () => {
      throw new Error('secret path');
    };
    expect(await ask(kioskChannels.act, ['home'])).toEqual({
      ok: false,
      message: 'The kiosk could not do that; its log says why.',
    });
    expect(log).toMatchObject([[{ err: { message: 'secret path' } }, 'the kiosk failed at kiosk:act']]);
  });
});

describe('a stranger', () => {
  test.each([
    ['a page of another origin', { senderFrame: { origin: 'http://127.0.0.1:8001', parent: null } }],
    ['a page without an origin', { senderFrame: { origin: 'null', parent: null } }],
    ['a frame in our page', { senderFrame: { origin, parent: frame } }],
    ['a frame that is gone', { senderFrame: null }],
    ['a window that is not ours', { sender: { send: () => {} } }],
  ])('is refused: %s', async (_, event) => {
    for (const [channel, sent] of [
      [kioskChannels.status, []],
      [kioskChannels.act, ['reload']],
      [kioskChannels.unlock, ['leave', null]],
    ] as const) {
      expect(await ask(channel, [...sent], event)).toEqual({
        ok: false,
        message: 'The kiosk refused: a page that is not its own asked.',
      });
    }
    expect(asked).toEqual([]);
  });

  test('is a window that is gone, and it does not keep the others from being answered', async () => {
    const [gone, open] = windows;
    const sender = gone?.webContents;
    if (gone) gone.destroyed = true;
    expect(await ask(kioskChannels.status, [], { sender })).toMatchObject({ ok: false });
    expect(await ask(kioskChannels.status, [], { sender: open?.webContents })).toMatchObject({ ok: true });
  });

  test('is everybody while the server does not run', async () => {
    parts.origin = () => undefined;
    expect(await ask(kioskChannels.status, [])).toMatchObject({ ok: false });
  });

  test('is logged once, however often it asks', async () => {
    for (let time = 0; time < 5; time++) await ask(kioskChannels.act, ['reload'], { senderFrame: null });
    await ask(kioskChannels.act, ['fly']);
    expect(log).toEqual([
      'the kiosk refused kiosk:act: a page that is not its own asked',
      'the kiosk refused kiosk:act: it does not know the request',
    ]);
  });
});

describe('the status', () => {
  test('is sent to all windows when it has changed', () => {
    tell();
    screen.screenOn = false;
    tell();
    tell();
    const sent = [kioskChannels.statusChanged, { ...screen }];
    expect(windows.map(({ received }) => received)).toEqual([[sent], [sent]]);
  });

  test('is not sent to a window that is gone', () => {
    const [gone, open] = windows;
    if (gone) gone.destroyed = true;
    screen.pinSet = true;
    tell();
    expect(open?.received).toHaveLength(1);
  });
});

test('nothing is answered or sent any more when the kiosk ends', async () => {
  serving.abort();
  expect(await ask(kioskChannels.status, [])).toBe('nobody answers');
  expect(handlers.size).toBe(0);
  screen.screenOn = false;
  tell();
  expect(windows[1]?.received).toEqual([]);
});
