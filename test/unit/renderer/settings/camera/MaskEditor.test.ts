// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, expect, test, vi } from 'vitest';
import MaskEditor from '../../../../../renderer/settings/camera/mask/MaskEditor.svelte';
import type { Mask } from '../../../../../server/contract/config/edits.ts';

afterEach(cleanup);

const mask: Mask = [
  [
    [0.2, 0.2],
    [0.6, 0.2],
    [0.6, 0.4],
    [0.2, 0.4],
  ],
];

function shown() {
  const onchange = vi.fn<(mask: Mask) => void>();
  render(MaskEditor, { id: 'door', health: undefined, mask, onchange });
  return onchange;
}

test('a mask is drawn with the keyboard: its corners are buttons that say where they are', async () => {
  const onchange = shown();
  const corner = screen.getByRole('button', { name: 'Zone 1, corner 2: 60 % across, 20 % down' });
  await fireEvent.keyDown(corner, { key: 'ArrowRight' });
  expect(onchange.mock.lastCall?.[0][0]?.[1]).toEqual([0.62, 0.2]);
  await fireEvent.keyDown(corner, { key: 'Delete' });
  expect(onchange.mock.lastCall?.[0][0]).toHaveLength(3);
  await fireEvent.click(screen.getByRole('button', { name: 'Add a corner to zone 1' }));
  expect(onchange.mock.lastCall?.[0][0]).toHaveLength(5);
});

test('zones are added and removed', async () => {
  const onchange = shown();
  await fireEvent.click(screen.getByRole('button', { name: 'Add a zone' }));
  expect(onchange.mock.lastCall?.[0]).toHaveLength(2);
});

test('a zone is removed', async () => {
  const onchange = shown();
  await fireEvent.click(screen.getByRole('button', { name: 'Remove zone 1' }));
  expect(onchange.mock.lastCall?.[0]).toEqual([]);
});
