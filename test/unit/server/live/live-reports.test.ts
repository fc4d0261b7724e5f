import { afterAll, beforeAll, expect, test } from 'vitest';
import { parsePrometheusText } from '../../../fixtures/prometheus-text.ts';
import { ServerHere } from '../../../fixtures/server-here.ts';
import { until } from '../../../fixtures/until.ts';
import { LiveClient } from './live-client.ts';

let server: ServerHere;
beforeAll(async () => {
  const cameras = ['hall', 'yard'].map((id) => ({ id, name: id, device: 'test', width: 160, height: 120 }));
  server = await ServerHere.start({ config: { cameras } });
});
afterAll(() => server[Symbol.asyncDispose]());

/** The four metrics of walls, as "name wall [camera or step]". */
async function figures(): Promise<Record<string, number>> {
  const families = parsePrometheusText(await (await server.fetch('/metrics')).text());
  const samples = [...families].flatMap(([name, family]) =>
    name.startsWith('rpicam_wall_') ? family.samples : [],
  );
  return Object.fromEntries(
    samples.map(({ name, series: { labels, value } }) => [
      [name.slice('rpicam_wall_'.length), labels['wall'], labels['camera'] ?? labels['step']]
        .filter(Boolean)
        .join(' '),
      value,
    ]),
  );
}

const report = (
  page: LiveClient,
  ages: Record<string, number | null>,
  repairs: object = {},
  hidden = false,
) =>
  page.say({
    type: 'report',
    hidden,
    tiles: Object.entries(ages).map(([camera, frame_age]) => ({
      camera,
      frame_age,
      paint_delay: 0.05,
      fps: 12.5,
    })),
    repairs: { tile: 0, socket: 0, page: 0, ...repairs },
  });

test('the reports of pages are in /health and /metrics while the pages are open', async () => {
  using one = await LiveClient.open(server.url, { query: '?wall=lobby' });
  using other = await LiveClient.open(server.url, { query: '?wall=lobby' });
  report(one, { hall: 2, yard: null, '"made\nup': 7 }, { tile: 2, socket: 1 });
  report(one, { hall: 2, yard: null }, { tile: 1 });
  report(other, { hall: 40 }, { page: 1 });
  const [lobby] = await until('all have reported', async () => {
    const { walls } = await server.health();
    return walls[0]?.repairs.page === 1 && walls[0].repairs.tile === 3 ? walls : undefined;
  });
  expect(lobby).toMatchObject({
    wall: 'lobby',
    pages: 2,
    hidden_pages: 0,
    repairs: { tile: 3, socket: 1, page: 1 },
  });
  expect(lobby?.tiles.map(({ camera }) => camera).sort()).toEqual(['hall', 'yard']);
  expect(lobby?.tiles.find(({ camera }) => camera === 'hall')?.frame_age).toBeGreaterThanOrEqual(40);
  const now = await figures();
  expect(now).toEqual({
    'tile_frame_age_seconds lobby hall': now['tile_frame_age_seconds lobby hall'],
    'tile_frames_per_second lobby hall': 12.5,
    'tile_frames_per_second lobby yard': 12.5,
    'pages lobby': 2,
    'repairs_total lobby tile': 3,
    'repairs_total lobby socket': 1,
    'repairs_total lobby page': 1,
  });

  // The page with the older picture is hidden.
  report(other, { hall: 40 }, {}, true);
  await until('it is hidden', async () => (await server.health()).walls[0]?.hidden_pages === 1);
  expect((await figures())['tile_frame_age_seconds lobby hall']).toBeLessThan(40);
  one[Symbol.dispose]();
  await until('one has left', async () => (await server.health()).walls[0]?.pages === 1);
  expect(Object.keys(await figures()).filter((name) => name.startsWith('tile_'))).toEqual([]);
  other[Symbol.dispose]();
  await until('both have left', async () => (await server.health()).walls.length === 0);
  expect(await figures()).toEqual({});
});

test('a camera that is deleted is no longer on a wall', async () => {
  using page = await LiveClient.open(server.url);
  report(page, { hall: 1, yard: 1 });
  await until('both are there', async () => (await server.health()).walls[0]?.tiles.length === 2);
  await server.fetch('/api/cameras/yard', { method: 'DELETE' });
  expect((await server.health()).walls[0]?.tiles.map(({ camera }) => camera)).toEqual(['hall']);
});
