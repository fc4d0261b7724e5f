import { beforeEach, describe, expect, test } from 'vitest';
import type { LiveNotice, LiveReport } from '../../../../server/contract/live.ts';
import { defaultWallSettings, wallHealthSchema } from '../../../../server/contract/wall.ts';
import { Walls } from '../../../../server/live/walls.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

let clock: SteppedClock;
let walls: Walls;
beforeEach(() => {
  clock = new SteppedClock();
  walls = new Walls(
    clock,
    (wall) => ({ ...defaultWallSettings(), group: wall }),
    (id) => id !== 'nowhere',
  );
});

/** A page that is open until `leave`, and the notices it got. */
function open(wall = 'hall') {
  const left = new AbortController();
  const told: LiveNotice[] = [];
  const page = walls.join(wall, (notice) => told.push(notice), left.signal);
  const report = (ages: Record<string, number | null>, more: Partial<LiveReport> = {}) =>
    page.report({
      type: 'report',
      hidden: false,
      tiles: Object.entries(ages).map(([camera, frame_age]) => ({
        camera,
        frame_age,
        paint_delay: 0.05,
        fps: 10,
      })),
      repairs: { tile: 0, socket: 0, page: 0 },
      ...more,
    });
  return { page, told, report, leave: () => left.abort() };
}

const ages = () =>
  walls.health().flatMap(({ tiles }) => tiles.map(({ camera, frame_age }) => [camera, frame_age]));

describe('the health of a wall', () => {
  test('is there as soon as a page is open, and gone with the last one', () => {
    expect(walls.health()).toEqual([]);
    const one = open();
    const other = open();
    open('barn');
    expect(walls.health()).toMatchObject([
      { wall: 'barn', pages: 1 },
      { wall: 'hall', pages: 2, hidden_pages: 0, tiles: [], repairs: { tile: 0, socket: 0, page: 0 } },
    ]);
    one.leave();
    expect(walls.health()).toMatchObject([{ wall: 'barn' }, { wall: 'hall', pages: 1 }]);
    other.leave();
    expect(walls.health()).toMatchObject([{ wall: 'barn' }]);
  });

  test('has the oldest picture of all pages for each camera', () => {
    open().report({ door: 0.2, yard: 9 });
    open().report({ door: 3, yard: 0.1, barn: 1 });
    expect(ages()).toEqual([
      ['door', 3],
      ['yard', 9],
      ['barn', 1],
    ]);
  });

  test('counts a missing picture as the oldest', () => {
    open().report({ door: null });
    open().report({ door: 100 });
    expect(ages()).toEqual([['door', null]]);
  });

  test('has pictures that get older when a page stops reporting, until it reports again', async () => {
    const page = open();
    page.report({ door: 0.25 });
    await clock.advance(60_000);
    expect(ages()).toEqual([['door', 60.25]]);
    page.report({ door: 0.1 });
    expect(ages()).toEqual([['door', 0.1]]);
  });

  test('does not count pages in the background', async () => {
    const page = open();
    page.report({ door: 1 });
    page.report({ door: 500 }, { hidden: true });
    open().report({ door: 0.5 });
    expect(walls.health()).toMatchObject([{ pages: 2, hidden_pages: 1, tiles: [{ frame_age: 0.5 }] }]);
  });

  test('adds up the repairs of pages, and remembers them while none is open', () => {
    const page = open();
    page.report({}, { repairs: { tile: 2, socket: 1, page: 0 } });
    page.report({}, { repairs: { tile: 1, socket: 0, page: 0 } });
    open().report({}, { repairs: { tile: 0, socket: 0, page: 1 } });
    expect(walls.health()[0]?.repairs).toEqual({ tile: 3, socket: 1, page: 1 });
    page.leave();
    expect(open().page.settings.group).toBe('hall');
    expect(walls.health()[0]?.repairs).toEqual({ tile: 3, socket: 1, page: 1 });
  });

  test('adds up the frames that pages could not read; a page without that field has none', () => {
    const page = open();
    page.report({}, { unreadable_frames: 2 });
    page.report({});
    open().report({}, { unreadable_frames: 3 });
    expect(walls.health()[0]?.unreadable_frames).toBe(5);
  });

  test('stays readable whatever pages invent', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const page = open();
    for (let count = 0; count < 2; count++)
      page.report(
        { nowhere: 1, door: 1e9 },
        { repairs: { tile: most, socket: most, page: most }, unreadable_frames: most },
      );
    const [health] = walls.health();
    expect(wallHealthSchema.parse(JSON.parse(JSON.stringify(health)))).toEqual(health);
    expect(ages()).toEqual([['door', 1e9]]);
  });

  test('remembers the repairs of a limited number of walls', () => {
    for (let count = 0; count < 100; count++) {
      const page = open(`wall${count}`);
      page.report({}, { repairs: { tile: 1, socket: 0, page: 0 } });
      page.leave();
    }
    open('wall0');
    open('wall99');
    expect(walls.health().map(({ repairs }) => repairs.tile)).toEqual([0, 1]);
  });
});

describe('a message to a wall', () => {
  test('reaches all its open pages and no others, and returns their number', () => {
    const [one, other, barn] = [open(), open(), open('barn')];
    expect(walls.command('hall', { page: 'next' })).toBe(2);
    expect(walls.command('nobody', { page: 'next' })).toBe(0);
    other.leave();
    walls.settingsChanged('hall');
    const command = { type: 'command', command: { page: 'next' } };
    expect(one.told).toEqual([command, { type: 'settings', settings: one.page.settings }]);
    expect(other.told).toEqual([command]);
    expect(barn.told).toEqual([]);
  });
});
