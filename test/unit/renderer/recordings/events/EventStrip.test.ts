// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import EventStrip from '../../../../../renderer/recordings/events/EventStrip.svelte';
import type { EventEntry } from '../../../../../server/contract/event.ts';

/** jsdom lays nothing out, so it has none. */
class NoResizes {
  observe = () => undefined;
  unobserve = () => undefined;
  disconnect = () => undefined;
}
beforeEach(() => vi.stubGlobal('ResizeObserver', NoResizes));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const event = (number: number): EventEntry => ({
  id: `mdk3f8aa-${number.toString(16).padStart(8, '0')}`,
  ...{ camera: 'door', source: 'motion', name: 'person', text: `visitor ${number}`, at_ms: number * 1_000 },
  ...{ annotations: [], time: new Date(number * 1_000).toISOString(), recording: null },
});

test('the text and the place of the Tab key stay with their mark when the timeline moves', async () => {
  // jsdom lays nothing out: each mark needs a whole range of this strip, which is one pixel wide.
  const events = [event(0), event(300), event(600)];
  const common = { events, nameOf: () => 'Door', ongo: () => undefined };
  const first = { ...common, range: { fromMs: 0, toMs: 10_000 } };
  const { rerender, container } = render(EventStrip, { props: first });
  await fireEvent.focus(screen.getByRole('button', { name: /visitor 0/ }));
  expect(container.querySelector('.told')?.textContent).toContain('visitor 0');
  await rerender({ ...common, range: { fromMs: 295_000, toMs: 305_000 } });
  expect(container.querySelector('.told')).toBeNull();
  await fireEvent.focus(screen.getByRole('button', { name: /visitor 300/ }));
  expect(screen.getByRole('button').getAttribute('tabindex')).toBe('0');
});
