// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WallModel } from '../../../../../renderer/wall/layout/wall-model.svelte.ts';
import { WallHistory, type BrowserWindow } from '../../../../../renderer/wall/page/wall-address.ts';
import { until } from '../../../../fixtures/until.ts';
import { camerasOf } from '../../camera-health.ts';

/** jsdom's, with a history that works. */
const browser = globalThis as unknown as BrowserWindow & { history: { length: number; forward(): void } };
const { history, location } = browser;

let lifetime: AbortController;
beforeEach(() => {
  lifetime = new AbortController();
});
afterEach(() => lifetime.abort());

/** A page that was opened at this address. `show` is what the page does after each change. */
function open(address: string) {
  history.replaceState(null, '', address);
  const model = new WallModel();
  const wallHistory = new WallHistory(model, browser);
  wallHistory.start(lifetime.signal);
  model.takeCameras(camerasOf('a', 'b'));
  const show = () => wallHistory.show({ camera: model.enlarged, group: model.group });
  return { model, show, at: () => location.href.slice(new URL('/', location.href).href.length - 1) };
}

describe('the address', () => {
  test('opens a camera and a group, and keeps what else it says', () => {
    const { model, show, at } = open('/?wall=hall&camera=b&group=Yard');
    expect([model.enlarged, model.group]).toEqual(['b', 'Yard']);
    model.backToWall();
    show();
    expect(at()).toBe('/?wall=hall&group=Yard');
    model.pickGroup(null);
    show();
    expect(at()).toBe('/?wall=hall&group=');
  });

  test('follows the enlarged camera; Back closes it, whichever it is by then', async () => {
    const { model, show, at } = open('/');
    const stepsBefore = history.length;
    model.enlarge('a');
    show();
    model.enlarge('b');
    show();
    expect([at(), history.length]).toEqual(['/?camera=b', stepsBefore + 1]);
    history.back();
    await until('Back was heard', () => model.enlarged === null);
    expect(at()).toBe('/');
    history.forward();
    await until('Forward was heard', () => model.enlarged === 'b');
  });

  test('goes back when the camera is closed on the page, so that Back does not open it again', async () => {
    const { model, show, at } = open('/');
    model.enlarge('a');
    show();
    model.backToWall();
    show();
    await until('the page before', () => at() === '/');
    expect(history.state).toBeNull();
  });

  test('is right for a camera that was enlarged while the browser was going back', async () => {
    const { model, show, at } = open('/');
    model.enlarge('a');
    show();
    model.backToWall();
    show();
    model.enlarge('b');
    show();
    await until('the address has caught up', () => at() === '/?camera=b');
    expect(model.enlarged).toBe('b');
  });
});
