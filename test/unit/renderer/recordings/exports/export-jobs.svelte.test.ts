// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest';
import { ExportJobs } from '../../../../../renderer/recordings/exports/export-jobs.svelte.ts';
import type { ExportEntry } from '../../../../../server/contract/export.ts';
import { patienceMs } from '../../../../fixtures/patience.ts';

const waiting: ExportEntry = {
  id: 'a',
  camera: 'door',
  kind: 'recording',
  camera_name: 'Door',
  from_ms: 0,
  to_ms: 1_000,
  format: 'mkv',
  created_ms: 5,
  state: 'waiting',
};
const cancelled: ExportEntry = { ...waiting, state: 'cancelled', ended_ms: 6, expires_ms: 7 };

afterEach(() => vi.unstubAllGlobals());

/** The server answers requests when the test says so, with the exports as they were when it was asked. */
function slowServer() {
  let answer = (): void => undefined;
  vi.stubGlobal(
    'fetch',
    vi.fn((_path: string, init?: RequestInit) => {
      const body = init?.method === 'POST' ? waiting : { exports: [waiting] };
      return new Promise((resolve) => (answer = () => resolve(Response.json(body))));
    }),
  );
  return { answer: () => answer() };
}

test.each([
  ['asked for', (jobs: ExportJobs) => jobs.start(['door'], { fromMs: 0, toMs: 1_000 }, 'mkv')],
  ['read', (jobs: ExportJobs) => jobs.read()],
])('an export that ended before the answer to what was %s stays ended', async (_what, ask) => {
  const server = slowServer();
  const jobs = new ExportJobs();
  const asked = ask(jobs);
  await vi.waitFor(() => expect(fetch).toHaveBeenCalled(), patienceMs);
  jobs.take({ type: 'export', export: cancelled });
  server.answer();
  await asked;
  expect([jobs.problem, jobs.list]).toEqual(['', [cancelled]]);
});
