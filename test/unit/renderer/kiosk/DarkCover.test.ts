// @vitest-environment jsdom
import { cleanup, render, screen as page } from '@testing-library/svelte';
import { flushSync } from 'svelte';
import { afterEach, beforeAll, expect, test } from 'vitest';
import OnOwnScreen from '../../../../renderer/kiosk/OnOwnScreen.svelte';
import { OwnScreen } from '../../../../renderer/kiosk/own-screen.svelte.ts';
import type { LiveClient } from '../../../../renderer/live/live-client.svelte.ts';
import { giveDialogs } from './dialogs.ts';
import { scriptedBridge } from './scripted-bridge.ts';

beforeAll(giveDialogs);
afterEach(cleanup);

test('a screen that goes off covers the page and ends its pictures, and comes back', async () => {
  const { bridge, tell } = scriptedBridge({ cursor: 'hidden' });
  const screen = new OwnScreen(bridge);
  await screen.follow(new AbortController().signal);
  const live = { dark: false };
  render(OnOwnScreen, { screen, live: live as LiveClient });
  const cover = () => page.queryByRole('dialog', { name: 'The screen is off' });
  expect(cover()).toBeNull();
  expect(document.documentElement.className).toBe('idle');
  flushSync(() => tell({ screenOn: false, cursor: 'shown' }));
  expect(cover()).not.toBeNull();
  expect(live.dark).toBe(true);
  expect(document.documentElement.className).toBe('');
  cover()?.dispatchEvent(new Event('close'));
  expect(cover()?.hasAttribute('open')).toBe(true);
  flushSync(() => tell({ screenOn: true }));
  expect(cover()).toBeNull();
  expect(live.dark).toBe(false);
});
