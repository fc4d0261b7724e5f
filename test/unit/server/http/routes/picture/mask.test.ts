import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordingListSchema } from '../../../../../../server/contract/recording.ts';
import { freePorts } from '../../../../../fixtures/free-ports.ts';
import { MjpegViewer } from '../../../../../fixtures/mjpeg-viewer.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';
import { LiveClient } from '../../../live/live-client.ts';

/** The right half of the picture. */
const mask = [
  [
    [0.5, 0],
    [1, 0],
    [1, 1],
    [0.5, 1],
  ],
];

/** The brightest pixel of each half of a picture. */
async function halves(jpeg: Buffer): Promise<{ left: number; right: number }> {
  const { data, info } = await sharp(jpeg)
    .autoOrient()
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const brightest = (from: number, to: number) => {
    let most = 0;
    for (let at = 0; at < data.length; at++) {
      const x = Math.floor(at / 3) % info.width;
      if (x >= from * info.width && x < to * info.width) most = Math.max(most, data[at] ?? 0);
    }
    return most;
  };
  // The edge of the mask is blurred where pictures are made smaller.
  return { left: brightest(0, 0.45), right: brightest(0.55, 1) };
}

describe('a privacy mask', () => {
  let server: ServerHere;
  let port: number | undefined;
  const picture = async (path: string, init?: RequestInit) => {
    const answer = await server.fetch(path, init);
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  };
  const post = (body: object): RequestInit => ({
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

  beforeAll(async () => {
    const camera = { name: 'Door', device: 'test', width: 320, height: 240, fps: 10 };
    [port] = await freePorts(1);
    server = await ServerHere.start({
      config: {
        port_mode: 'embedded',
        recordings: { segment_seconds: 5, min_free_gb: 0 },
        cameras: [
          { id: 'door', port, ...camera, mask, record: { mode: 'continuous' }, hooks: [{ hook: 'same.js' }] },
        ],
      },
    });
    mkdirSync(join(server.dataFolder, 'hooks'), { recursive: true });
    writeFileSync(join(server.dataFolder, 'hooks/same.js'), 'export default async ({ data }) => data;');
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each<[string, () => Promise<Buffer>]>([
    ['a snapshot', () => picture('/cam/door/snapshot')],
    ['a snapshot without hooks', () => picture('/cam/door/snapshot?hook=0')],
    ['a smaller snapshot', () => picture('/cam/door/snapshot?width=160')],
    ['the default picture', () => picture('/frame')],
    ['the trial of its device', () => picture('/api/devices/try', post({ device: 'test' }))],
    ['the video', () => firstOf('/cam/door/video')],
    ['the video without hooks', () => firstOf('/cam/door/video?hook=0')],
    ['a variant of the video', () => firstOf('/cam/door/video?width=160&fps=5')],
    ['the default video', () => firstOf('/stream.mjpg')],
    ['a snapshot of its own port', () => atPort('/snapshot')],
    ['a smaller one of its own port, without hooks', () => atPort('/snapshot?width=160&hook=0')],
    ['the video of its own port', videoAtPort],
    ['a tile of a wall', () => tile({})],
    ['a tile without hooks', () => tile({ plain: true })],
    ['a small tile', () => tile({ width: 160 })],
    ['a recording', thumbnail],
  ])('is in %s', async (_way, take) => {
    const { left, right } = await halves(await take());
    expect(right).toBeLessThan(24);
    expect(left).toBeGreaterThan(100);
  });

  async function firstOf(path: string): Promise<Buffer> {
    using viewer = await MjpegViewer.open(`${server.url}${path}`);
    return (await viewer.nextPicture()).jpeg;
  }

  async function atPort(path: string): Promise<Buffer> {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  }

  async function videoAtPort(): Promise<Buffer> {
    using viewer = await MjpegViewer.open(`http://127.0.0.1:${port}/`);
    return (await viewer.nextPicture()).jpeg;
  }

  async function tile(wanted: { plain?: boolean; width?: 160 }): Promise<Buffer> {
    using page = await LiveClient.open(server.url);
    page.show({ tile: 1, camera: 'door', ...wanted });
    const [frame] = await page.untilFrames(1);
    return frame?.jpeg ?? Buffer.alloc(0);
  }

  async function thumbnail(): Promise<Buffer> {
    const closed = await until('a recording is closed', async () => {
      const answer = await server.fetch('/api/recordings?camera=door');
      const { recordings } = recordingListSchema.parse(await answer.json());
      return recordings.find(({ state }) => state === 'closed');
    });
    return picture(`/api/recordings/door/${closed.id}/thumbnail`);
  }

  test('that is changed holds for the next picture', async () => {
    const all = [mask[0]?.map(([x = 0, y]) => [x === 0.5 ? 0 : x, y])];
    const patch = (body: object) => server.fetch('/api/cameras/door', { ...post(body), method: 'PATCH' });
    expect((await patch({ mask: all })).status).toBe(200);
    expect((await halves(await picture('/cam/door/snapshot'))).left).toBeLessThan(24);
    expect((await patch({ mask: [[[0, 0]]] })).status).toBe(400);
    expect((await halves(await picture('/cam/door/snapshot'))).left).toBeLessThan(24);
  });
});
