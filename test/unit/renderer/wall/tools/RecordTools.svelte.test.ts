// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import RecordTools from '../../../../../renderer/wall/tools/RecordTools.svelte';
import type { RecordingHealth } from '../../../../../server/contract/recording-health.ts';
import { until } from '../../../../fixtures/until.ts';

let asked: string[];
let answer: () => Response;
beforeEach(() => {
  asked = [];
  answer = () => Response.json({ before: 14.6, after: 15 });
  vi.stubGlobal('fetch', (path: string, { method }: RequestInit) => {
    asked.push(`${method} ${path}`);
    return Promise.resolve(answer());
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(recording: Partial<RecordingHealth>): string[] {
  const problems: string[] = [];
  const health: RecordingHealth = { mode: 'off', state: 'off', reason: null, message: '', ...recording };
  render(RecordTools, {
    camera: { id: 'front door', recording: health },
    onproblem: (id: string, problem: string) => void problems.push(`${id}: ${problem}`),
  });
  return problems;
}
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

describe('the tools that record', () => {
  test('save the last seconds of a flight recorder, and say how many', async () => {
    show({ mode: 'flight', state: 'recording' });
    await press('Save last seconds');
    const status = screen.getByRole('status');
    await until('it is said', () => status.textContent !== '');
    expect(status.textContent).toBe('Saved: the last 15 seconds. The next 15 seconds follow.');
    expect(asked).toEqual([
      expect.stringMatching(/^POST \S*\/api\/cameras\/front%20door\/recordings\/save$/),
    ]);
  });

  test('do not say of the next camera what was saved of this one', async () => {
    const recording: RecordingHealth = { mode: 'flight', state: 'recording', reason: null, message: '' };
    const onproblem = () => undefined;
    const { rerender } = render(RecordTools, { camera: { id: 'door', recording }, onproblem });
    await press('Save last seconds');
    const status = screen.getByRole('status');
    await until('it is said', () => status.textContent !== '');
    await rerender({ camera: { id: 'yard', recording }, onproblem });
    expect(status.textContent).toBe('');
  });

  test('begin and end a recording on request', async () => {
    show({ mode: 'request' });
    await press('Record');
    cleanup();
    show({ mode: 'request', state: 'recording' });
    await press('Stop recording');
    expect(asked.map((each) => each.split(' ')[0])).toEqual(['POST', 'DELETE']);
  });

  test('are one button that keeps the focus when the recording has begun', async () => {
    const health: RecordingHealth = { mode: 'request', state: 'off', reason: null, message: '' };
    const camera = (state: RecordingHealth['state']) => ({ id: 'door', recording: { ...health, state } });
    const onproblem = () => undefined;
    const { rerender } = render(RecordTools, { camera: camera('off'), onproblem });
    screen.getByRole('button', { name: 'Record' }).focus();
    await rerender({ camera: camera('recording'), onproblem });
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Stop recording' }));
  });

  test('hand on why it was refused', async () => {
    answer = () => Response.json({ detail: 'The disk is full.', code: 'disk-full' }, { status: 503 });
    const problems = show({ mode: 'flight' });
    await press('Save last seconds');
    await until('it is handed on', () => problems.length > 1);
    expect(problems).toEqual(['front door: ', 'front door: The disk is full.']);
  });

  test('are not there where the setting alone decides', () => {
    for (const mode of ['off', 'continuous', 'scheduled'] as const) {
      show({ mode });
      expect(screen.queryAllByRole('button')).toEqual([]);
      cleanup();
    }
  });
});
