// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';
import EventList from '../../../../../renderer/recordings/events/EventList.svelte';
import { KeptEvents } from '../../../../../renderer/recordings/events/kept-events.svelte.ts';
import type { EventEntry } from '../../../../../server/contract/event.ts';

afterEach(cleanup);

function entry(number: number, name = 'person'): EventEntry {
  return {
    id: `mdk3f8aa-${number.toString(16).padStart(8, '0')}`,
    ...{ camera: 'door', source: 'motion', name, text: '', at_ms: number, annotations: [] },
    ...{ time: new Date(number).toISOString(), recording: null },
  };
}

async function show(): Promise<KeptEvents> {
  const events = [entry(2), entry(1, 'car')];
  const kept = new KeptEvents(() =>
    Promise.resolve({ events, next: null, count: events.length, recordings_known: true }),
  );
  await kept.show(['door'], { fromMs: 0, toMs: 10 });
  render(EventList, { kept, admin: true, nameOf: (camera: string) => camera, ongo: undefined });
  return kept;
}
const button = (name: string | RegExp) => screen.getByRole('button', { name });
async function press(name: string | RegExp): Promise<void> {
  button(name).focus();
  await fireEvent.click(button(name));
}

describe('the question whether events shall be removed', () => {
  test('is gone when the time or the name becomes another one', async () => {
    const kept = await show();
    await press('Remove these events');
    await kept.refresh();
    await tick();
    expect(button('Yes, remove these 2 events')).toBeDefined();
    await kept.show(['door'], { fromMs: 0, toMs: 20 });
    await tick();
    await press('Remove these events');
    kept.name = 'car';
    await tick();
    expect(screen.queryByRole('button', { name: /^Yes, remove/ })).toBeNull();
  });

  test('has the focus on the answer that keeps them, and gives it back', async () => {
    await show();
    await press('Remove these events');
    await expect.poll(() => document.activeElement).toBe(button('Keep them'));
    await press('Keep them');
    await expect.poll(() => document.activeElement).toBe(button('Remove these events'));
    await press(/^Remove event car/);
    await expect.poll(() => document.activeElement).toBe(button(/^Keep event car/));
    await press(/^Keep event car/);
    await expect.poll(() => document.activeElement).toBe(button(/^Remove event car/));
  });
});

test('a name that no event has any more is chosen visibly, and the list says why it is empty', async () => {
  const kept = await show();
  kept.name = 'cat';
  await tick();
  expect(screen.getByRole('option', { name: 'cat (0)' })).toBeDefined();
  expect(screen.getByText('No events with this name in this time.')).toBeDefined();
});
