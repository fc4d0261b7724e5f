// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import DefaultCamera from '../../../../renderer/status/DefaultCamera.svelte';
import type { DefaultCameraStatus } from '../../../../server/contract/default-camera.ts';
import { patienceMs } from '../../../fixtures/patience.ts';

/** Answers as the server does, for a camera that may refuse to start. */
function serve({ camera, refusal }: { camera: string | null; refusal?: string }): string[] {
  const asked: string[] = [];
  let running = true;
  vi.stubGlobal('fetch', (path: string, { method = 'GET' }: RequestInit = {}) => {
    asked.push(`${method} ${path}`);
    if (path.endsWith('/start') && refusal !== undefined)
      return Promise.resolve(Response.json({ detail: refusal, code: 'busy' }, { status: 500 }));
    if (method === 'POST') {
      running = path.endsWith('/start');
      return Promise.resolve(Response.json({ ok: true }));
    }
    const status: DefaultCameraStatus = {
      ...{ running, backend: 'picamera2', recording: false, recording_path: null, camera },
      message: running ? 'running' : 'The camera is switched off',
    };
    return Promise.resolve(Response.json(status));
  });
  return asked;
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the default camera on the page Status', () => {
  test('is stopped and started, and shows a picture while it runs', async () => {
    const asked = serve({ camera: 'door' });
    const { container } = render(DefaultCamera);
    const frame = await screen.findByRole('link', { name: 'Capture frame' });
    expect(frame.getAttribute('href')).toMatch(/\/frame$/);
    expect(container.textContent).toContain('running');
    await fireEvent.click(screen.getByRole('button', { name: 'Stop camera' }));
    await screen.findByText(/switched off/);
    expect(screen.queryByRole('link')).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Start camera' }));
    await screen.findByRole('link', { name: 'Capture frame' });
    const posted = asked.filter((line) => line.startsWith('POST'));
    expect(posted.map((line) => line.replace(/^POST .*\/camera/, ''))).toEqual(['/stop', '/start']);
  });

  test('says why it cannot be started', async () => {
    serve({ camera: 'door', refusal: 'Camera in use by another program' });
    render(DefaultCamera);
    await fireEvent.click(await screen.findByRole('button', { name: 'Stop camera' }));
    await screen.findByText(/switched off/);
    await fireEvent.click(screen.getByRole('button', { name: 'Start camera' }));
    expect((await screen.findByRole('alert')).textContent).toBe('Camera in use by another program');
  });

  test('is not there on a server without cameras', async () => {
    const asked = serve({ camera: null });
    const { container } = render(DefaultCamera);
    await vi.waitFor(() => expect(asked).toHaveLength(1), patienceMs);
    expect(container.textContent.trim()).toBe('');
  });
});
