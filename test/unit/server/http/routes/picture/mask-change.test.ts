import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordingListSchema } from '../../../../../../server/contract/recording.ts';
import { MjpegViewer, type Part } from '../../../../../fixtures/mjpeg-viewer.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';

const mask = [
  [
    [0.5, 0],
    [1, 0],
    [1, 1],
    [0.5, 1],
  ],
];

/** The brightest value of the right half, but for the edge of the mask. */
async function brightestAtRight(jpeg: Buffer): Promise<number> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  const [row, left] = [info.width * info.channels, Math.ceil(info.width * 0.55) * info.channels];
  return data.reduce((most, value, at) => (at % row < left ? most : Math.max(most, value)), 0);
}

describe('a mask that is set while pictures are on their way', () => {
  let server: ServerHere;
  const ids = ['keeps', 'slow', 'flight'];
  const send = (method: string, path: string, body: object) =>
    server.fetch(path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });

  beforeAll(async () => {
    const camera = { name: 'Door', device: 'test', width: 320, height: 240, fps: 20 };
    const always = (hook: string) => [{ hook, run: 'always' }];
    server = await ServerHere.start({
      config: {
        port_mode: 'off',
        recordings: { min_free_gb: 0 },
        cameras: [
          { ...camera, id: 'keeps', hooks: always('keeps.js') },
          { ...camera, id: 'slow', hooks: always('slow.js') },
          { ...camera, id: 'flight', record: { mode: 'flight', before_seconds: 10, after_seconds: 1 } },
        ],
      },
    });
    const folder = join(server.dataFolder, 'hooks');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'keeps.js'),
      'let k; export default async (f) => { k ??= f.data; return k; };',
    );
    writeFileSync(
      join(folder, 'slow.js'),
      'export default async (f) => { await new Promise((done) => setTimeout(done, 150)); return f.data; };',
    );
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function running(hook: string): Promise<void> {
    await until(`${hook} runs`, async () => {
      const text = await (await server.fetch('/api/hooks')).text();
      return text.includes(hook) && (text.match(/"kind":"(running|late)"/g) ?? []).length >= 2;
    });
  }

  test.each(ids)('is in all pictures of %s after the answer', async (id) => {
    if (id !== 'flight') await running(`${id}.js`);
    const paths = ['', '?width=160', '?hook=0', '?width=160&fps=5'].map(
      (query) => `/cam/${id}/video${query}`,
    );
    const viewers = await Promise.all(paths.map((path) => MjpegViewer.open(`${server.url}${path}`)));
    try {
      const [first] = await Promise.all(viewers.map((viewer) => viewer.nextPicture()));
      expect(await brightestAtRight(first?.jpeg ?? Buffer.alloc(0))).toBeGreaterThan(100);
      const seen: { at: number; part: Part }[] = [];
      const answer = await send('PATCH', `/api/cameras/${id}`, { mask });
      expect(answer.status).toBe(200);
      const snapshot = await server.fetch(`/cam/${id}/snapshot`);
      seen.push({ at: -1, part: { headers: {}, jpeg: Buffer.from(await snapshot.arrayBuffer()) } });
      for (let round = 0; round < 8; round++) {
        const parts = await Promise.all(viewers.map((viewer) => viewer.nextPicture()));
        parts.forEach((part, at) => seen.push({ at, part }));
      }
      const open: number[] = [];
      for (const { at, part } of seen) if ((await brightestAtRight(part.jpeg)) > 24) open.push(at);
      expect(open).toEqual([]);
    } finally {
      for (const viewer of viewers) viewer[Symbol.dispose]();
    }
  });

  test('is in all that a flight recorder saves after it', async () => {
    const saved = await send('POST', '/api/cameras/flight/recordings/save', { before: 10, after: 1 });
    expect(saved.ok).toBe(true);
    const { id } = await until('the file is closed', async () => {
      const answer = await server.fetch('/api/recordings?camera=flight');
      const { recordings } = recordingListSchema.parse(await answer.json());
      return recordings.find(({ state }) => state === 'closed');
    });
    const frame = await server.fetch(`/api/recordings/flight/${id}/frame?n=0`);
    expect(frame.status).toBe(200);
    expect(await brightestAtRight(Buffer.from(await frame.arrayBuffer()))).toBeLessThan(24);
  });
});
