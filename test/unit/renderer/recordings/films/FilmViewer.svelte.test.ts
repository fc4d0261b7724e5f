// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import FilmViewer from '../../../../../renderer/recordings/films/FilmViewer.svelte';
import type { RecordingEntry } from '../../../../../server/contract/recording.ts';
import { giveDialogs } from '../../kiosk/dialogs.ts';
import { until } from '../../../../fixtures/until.ts';

const film: RecordingEntry = {
  ...{ kind: 'timelapse', film_ms: 80, camera: 'door', id: 'film-1', start: '2026-11-29T00:00:00.000Z' },
  ...{
    start_ms: Date.parse('2026-11-29'),
    duration_ms: 80_000,
    bytes: 100,
    frames: 2,
    width: 32,
    height: 24,
  },
  ...{ protected: false, state: 'closed', clock_synchronised: true },
};
let asked: string[];

beforeEach(() => {
  giveDialogs();
  asked = [];
  vi.stubGlobal('fetch', (path: string, { method = 'GET', body }: RequestInit = {}) => {
    if (method !== 'GET') asked.push(`${method} ${path} ${typeof body === 'string' ? body : ''}`.trim());
    return Promise.resolve(method === 'DELETE' ? new Response(null, { status: 204 }) : Response.json(film));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(given: Partial<RecordingEntry>, admin: boolean) {
  const done = { exported: 0, closed: 0 };
  render(FilmViewer, {
    ...{ recording: { ...film, ...given }, name: 'Door', admin },
    onexport: () => void done.exported++,
    onclose: () => void done.closed++,
  });
  return done;
}
const names = () => screen.getAllByRole('button').map(({ textContent }) => textContent.trim());
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

describe('a film in front of the page', () => {
  test('is only watched and loaded by somebody who may not change it', () => {
    show({}, false);
    expect(names().filter((name) => !['Play', 'Pause'].includes(name))).toEqual(['Close']);
    expect(screen.getByRole('link', { name: 'Download' }).getAttribute('href')).toContain(
      '/door/film-1/file',
    );
  });

  test('is deleted after a question, and not when the question is denied', async () => {
    const done = show({}, true);
    await press('Delete');
    await press('Keep it');
    expect(asked).toEqual([]);
    await press('Delete');
    await press('Delete');
    await until('it is closed', () => done.closed === 1 || undefined);
    expect(asked).toEqual([expect.stringMatching(/^DELETE \S*\/api\/recordings\/door\/film-1$/)]);
  });

  test('is protected, and cannot be deleted then', async () => {
    show({}, true);
    await press('Protect');
    await until('it is asked for', () => asked.length > 0 || undefined);
    expect(asked).toEqual([
      expect.stringMatching(/^PATCH \S*\/api\/recordings\/door\/film-1 {"protected":true}$/),
    ]);
    cleanup();
    show({ protected: true }, true);
    expect(names()).toContain('End protection');
    expect(names()).not.toContain('Delete');
  });

  test('becomes an MP4; a still does not', async () => {
    const done = show({}, true);
    await press('Export MP4');
    expect(done).toEqual({ exported: 1, closed: 1 });
    cleanup();
    show({ kind: 'still' }, true);
    expect(names()).not.toContain('Export MP4');
  });
});
