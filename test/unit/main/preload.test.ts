import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { compileFunction } from 'node:vm';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  bridgeOriginSwitch,
  kioskChannels,
  type KioskBridge,
  type ScreenStatus,
} from '../../../main/bridge.ts';

const code = stripTypeScriptTypes(
  readFileSync(new URL('../../../main/preload.cts', import.meta.url), 'utf8'),
);
const origin = 'http://127.0.0.1:8000';
const screen: ScreenStatus = { screenOn: false, pinSet: true, brightness: 40, cursor: 'hidden' };

let invoked: unknown[];
let reply: unknown;
let heard: Map<string, (event: object, status: ScreenStatus) => void>;
beforeEach(() => {
  invoked = [];
  reply = { ok: true, value: undefined };
  heard = new Map();
});

/** What `window.kiosk` is on a page of that origin. */
function exposedTo(pageOrigin: string, argv = [`${bridgeOriginSwitch}${origin}`]): KioskBridge | undefined {
  const exposed = new Map<string, KioskBridge>();
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, bridge: KioskBridge) => exposed.set(name, bridge) },
    ipcRenderer: {
      invoke: (...sent: unknown[]) => {
        invoked.push(sent);
        return Promise.resolve(reply);
      },
      on: (channel: string, listener: (event: object, status: ScreenStatus) => void) =>
        heard.set(channel, listener),
    },
  };
  const run = compileFunction(code, ['require', 'process', 'location']);
  run(() => electron, { argv: ['electron', ...argv] }, { origin: pageOrigin });
  return exposed.get('kiosk');
}

describe('the bridge in a page', () => {
  test('is given to pages of the server alone', () => {
    expect(exposedTo(origin)).toBeDefined();
    expect(exposedTo('http://127.0.0.1:8001')).toBeUndefined();
    expect(exposedTo('http://127.0.0.1:80')).toBeUndefined();
    expect(exposedTo('null')).toBeUndefined();
    expect(exposedTo(origin, [])).toBeUndefined();
    expect(exposedTo('', [])).toBeUndefined();
  });

  test('has what a page may ask, cannot be changed, and shows nothing of Electron', () => {
    const bridge = exposedTo(origin);
    expect(Object.keys(bridge ?? {}).sort()).toEqual([
      'act',
      'onStatus',
      'setBrightness',
      'status',
      'unlock',
    ]);
    expect(Object.isFrozen(bridge)).toBe(true);
  });

  test('asks over the channels that main answers', async () => {
    const bridge = exposedTo(origin);
    await bridge?.act('sleep');
    await bridge?.setBrightness(40);
    await bridge?.unlock('leave', '1234');
    reply = { ok: true, value: screen };
    expect(await bridge?.status()).toBe(screen);
    expect(invoked).toEqual([
      [kioskChannels.act, 'sleep'],
      [kioskChannels.setBrightness, 40],
      [kioskChannels.unlock, 'leave', '1234'],
      [kioskChannels.status],
    ]);
  });

  test('fails with the words that main has for it', async () => {
    reply = { ok: false, message: 'Nothing is shown.' };
    await expect(exposedTo(origin)?.act('home')).rejects.toThrow(/^Nothing is shown\.$/);
  });

  test('tells who listens of the status, and nobody who has stopped', () => {
    const bridge = exposedTo(origin);
    const told: ScreenStatus[] = [];
    const stop = bridge?.onStatus((status) => told.push(status));
    heard.get(kioskChannels.statusChanged)?.({}, screen);
    expect(told).toEqual([screen]);
    stop?.();
    heard.get(kioskChannels.statusChanged)?.({}, screen);
    expect(told).toHaveLength(1);
  });
});
