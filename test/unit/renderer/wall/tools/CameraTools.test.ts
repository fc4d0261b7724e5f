// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WallModel } from '../../../../../renderer/wall/layout/wall-model.svelte.ts';
import CameraTools from '../../../../../renderer/wall/tools/CameraTools.svelte';
import { TileChanges } from '../../../../../renderer/wall/tools/tile-changes.svelte.ts';
import { until } from '../../../../fixtures/until.ts';
import { cameraHealth } from '../../camera-health.ts';

let screenWidth: EventTarget & { matches: boolean };
beforeEach(() => {
  screenWidth = Object.assign(new EventTarget(), { matches: false });
  vi.stubGlobal('matchMedia', () => screenWidth);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show() {
  const model = new WallModel();
  const changes = new TileChanges(
    model,
    async () => undefined,
    () => true,
  );
  const rest = { model, changes, admin: true, addresses: [], onback: () => undefined };
  return render(CameraTools, { camera: cameraHealth({ id: 'door' }), ...rest });
}
const button = (name: string) => screen.getByRole('button', { name });

/** @returns whether the key is left to the page */
const escape = () => fireEvent.keyDown(screen.getByRole('toolbar'), { key: 'Escape' });

test('a problem of one camera is not told of the next one', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ detail: 'It is asleep.', code: 'x' }, { status: 503 }));
  const { rerender } = show();
  const told = () => screen.getAllByRole('status').map(({ textContent }) => textContent);
  await fireEvent.click(button('Identify'));
  await until('the problem is told', () => told().includes('It is asleep.'));
  await rerender({ camera: cameraHealth({ id: 'yard' }) });
  expect(told()).not.toContain('It is asleep.');
  await rerender({ camera: cameraHealth({ id: 'door' }) });
  expect(told()).toContain('It is asleep.');
});

test('Escape closes the menu of a narrow screen, and leads back at once when the phone was turned', async () => {
  screenWidth.matches = true;
  show();
  await fireEvent.click(button('More'));
  expect(await escape()).toBe(false);
  await fireEvent.click(button('More'));
  screenWidth.matches = false;
  screenWidth.dispatchEvent(new Event('change'));
  await tick();
  expect(await escape()).toBe(true);
  screenWidth.matches = true;
  screenWidth.dispatchEvent(new Event('change'));
  await tick();
  expect(button('More').getAttribute('aria-expanded')).toBe('false');
});
