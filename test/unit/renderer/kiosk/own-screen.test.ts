import { expect, test, vi } from 'vitest';
import { OwnScreen } from '../../../../renderer/kiosk/own-screen.svelte.ts';
import { patienceMs } from '../../../fixtures/patience.ts';
import { scriptedBridge } from './scripted-bridge.ts';

test('follows the screen until it is told to end', async () => {
  const { bridge, tell, listeners } = scriptedBridge();
  const screen = new OwnScreen(bridge);
  expect(screen.dark).toBe(false);
  const lifetime = new AbortController();
  await screen.follow(lifetime.signal);
  expect(screen.status?.screenOn).toBe(true);
  tell({ screenOn: false });
  expect(screen.dark).toBe(true);
  lifetime.abort();
  expect(listeners.size).toBe(0);
});

test('what was told while the first question was under way is not undone by its answer', async () => {
  const { bridge, tell } = scriptedBridge();
  const screen = new OwnScreen(bridge);
  bridge.status.mockImplementationOnce(() => {
    tell({ screenOn: false });
    return Promise.resolve({ screenOn: true, pinSet: false, brightness: null, cursor: 'idle' });
  });
  await screen.follow(AbortSignal.timeout(patienceMs));
  expect(screen.dark).toBe(true);
});

test('tells of a person at most every five seconds', () => {
  const { bridge } = scriptedBridge();
  const screen = new OwnScreen(bridge);
  for (const nowMs of [100, 200, 4_000, 5_099, 5_100, 9_000, 20_000]) screen.touched(nowMs);
  expect(bridge.act).toHaveBeenCalledTimes(3);
  expect(screen.seenAtMs).toBe(20_000);
});

test('what the kiosk cannot do is a sentence, and gone with the next that it could', async () => {
  const { bridge } = scriptedBridge();
  const screen = new OwnScreen(bridge);
  bridge.act.mockRejectedValueOnce(new Error('no display'));
  expect(await screen.act('sleep')).toBe(false);
  expect(screen.problem).toBe('The kiosk could not do that: no display');
  bridge.unlock.mockRejectedValueOnce(new Error('gone'));
  expect(await screen.unlock('leave', null)).toBeUndefined();
  expect(await screen.act('wake')).toBe(true);
  expect(screen.problem).toBe('');
  expect(vi.mocked(bridge.unlock)).toHaveBeenCalledWith('leave', null);
});
