// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DeviceNews } from '../../../../../renderer/wall/new-camera/device-news.svelte.ts';
import NewCameras from '../../../../../renderer/wall/new-camera/NewCameras.svelte';
import { FoundDevices } from '../../../../../renderer/wall/no-cameras/found-devices.svelte.ts';
import { defaultConfig } from '../../../../../server/contract/config/config.ts';
import { patienceMs } from '../../../../fixtures/patience.ts';

const csi = (index: number) => ({
  ...{ index, device: `csi:${index}`, sensor: `imx${index}`, width: 32, height: 24 },
  ...{ path: `/base/${index}`, modes: [], in_use_by: [] },
});
const listing = (...indexes: number[]) =>
  Response.json({ devices: [], csi_cameras: indexes.map(csi), problems: [] });

let look: () => Response | Promise<Response>;
beforeEach(() => {
  look = () => listing(1);
  vi.stubGlobal('fetch', (path: string, { method = 'GET' }: RequestInit) => {
    if (path.endsWith('/api/devices')) return Promise.resolve(look());
    const config = { ...defaultConfig(), cameras: [] };
    return Promise.resolve(Response.json(method === 'GET' ? config : { cameras: config }));
  });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a device that is offered as a new camera', () => {
  test('is offered no longer once it was added, also where the server lists nothing then', async () => {
    render(NewCameras, { news: new DeviceNews(), cameras: [], kiosk: false });
    const add = await screen.findByRole('button', { name: /^Add it/ });
    look = () => new Response(null, { status: 503 });
    await fireEvent.click(add);
    await vi.waitFor(() => expect(screen.queryByText(/^New camera/)).toBeNull(), patienceMs);
  });

  test('is offered by a kiosk for a minute, however often the wall comes back meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'], now: 0 });
    await vi.advanceTimersByTimeAsync(100_000);
    const news = new DeviceNews();
    news.take({ type: 'device-added', device: { device: 'csi:1', card: 'imx1' } });
    const open = () => render(NewCameras, { news, cameras: [], kiosk: true });
    const first = open();
    await vi.advanceTimersByTimeAsync(40_000);
    expect(screen.queryByText(/^New camera/)).not.toBeNull();
    first.unmount();
    const second = open();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(screen.queryByText(/^New camera/)).not.toBeNull();
    await vi.advanceTimersByTimeAsync(11_000);
    expect(screen.queryByText(/^New camera/)).toBeNull();
    second.unmount();
    open();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(screen.queryByText(/^New camera/)).toBeNull();
  });
});

test('an older answer about the devices does not replace a newer one', async () => {
  const answers: ((response: Response) => void)[] = [];
  look = () => new Promise((resolve) => answers.push(resolve));
  const found = new FoundDevices();
  const [first, second] = [found.look(), found.look()];
  answers[1]?.(listing(2));
  await second;
  answers[0]?.(listing(1));
  await first;
  expect(found.list.map(({ device }) => device)).toEqual(['csi:2']);
});
