import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ForwardClock } from '../../../../server/access/forward-clock.ts';
import type { Links } from '../../../../server/access/links.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';
import { AccessSetting } from './access-setting.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const years = 50 * 365 * day;

async function made(links: Links, hours: number) {
  const link = await links.create('hall', { scope: 'stream', expires_in: hours * 3_600 });
  if (!link) throw new Error('no link was made');
  return { ...link, token: links.tokenOf(link) };
}

function keptTime(links: Links): void {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  void links.keepTime(stop.signal);
}

describe('a link that has expired', () => {
  test('stays so when the clock goes back, and after a restart in 1970', async () => {
    const setting = AccessSetting.make();
    const { file, links } = await setting.open();
    const { token } = await made(links, 1);
    await setting.clock.advance(hour);
    expect(links.check(token)).toEqual({ refused: 'expired' });
    setting.clock.setWallClock(-2 * hour);
    expect([links.check(token), links.list('hall')]).toEqual([{ refused: 'expired' }, []]);
    setting.clock.setWallClock(-years);
    await file.settled();
    expect((await setting.open()).links.check(token)).toEqual({ refused: 'expired' });
  });

  test('stays so although nobody used it meanwhile', async () => {
    const setting = AccessSetting.make();
    const { file, links } = await setting.open();
    const { token } = await made(links, 1);
    keptTime(links);
    await setting.clock.advance(hour + minute);
    await file.settled();
    setting.clock.setWallClock(-day);
    expect((await setting.open()).links.check(token)).toEqual({ refused: 'expired' });
  });
});

describe('a link that is good', () => {
  test('ends at its time although the clock was set back, also after a restart', async () => {
    const setting = AccessSetting.make();
    const { file, links } = await setting.open();
    const { token } = await made(links, 10);
    keptTime(links);
    await setting.clock.advance(5 * hour);
    setting.clock.setWallClock(-years);
    await setting.clock.advance(hour);
    await file.settled();
    const again = (await setting.open()).links;
    for (const each of [links, again]) expect(each.check(token)).toMatchObject({ kind: 'link' });
    await setting.clock.advance(4 * hour);
    for (const each of [links, again]) expect(each.check(token)).toEqual({ refused: 'expired' });
  });

  test('made while the clock was in 1970 ends when the clock is set right, or at its time', async () => {
    const setting = AccessSetting.make();
    setting.clock.setWallClock(-years);
    const { links } = await setting.open();
    const { token } = await made(links, 2);
    await setting.clock.advance(2 * hour - 1);
    expect(links.check(token)).toMatchObject({ kind: 'link' });
    await setting.clock.advance(1);
    expect(links.check(token)).toEqual({ refused: 'expired' });
    const second = await made(links, 2);
    setting.clock.setWallClock(years);
    expect(links.check(second.token)).toEqual({ refused: 'expired' });
  });

  test('made while the clock was too far back lasts as long as it should', async () => {
    const setting = AccessSetting.make();
    const { links } = await setting.open();
    await made(links, 100);
    setting.clock.setWallClock(-day);
    const { token } = await made(links, 1);
    await setting.clock.advance(hour - 1);
    expect(links.check(token)).toMatchObject({ kind: 'link' });
    await setting.clock.advance(1);
    expect(links.check(token)).toEqual({ refused: 'expired' });
  });
});

describe('a clock that was far ahead by mistake', () => {
  test('ends the links there are, and the next is made by the right time again', async () => {
    const setting = AccessSetting.make();
    const { links } = await setting.open();
    const { token } = await made(links, 24);
    setting.clock.setWallClock(years);
    expect(links.check(token)).toEqual({ refused: 'expired' });
    setting.clock.setWallClock(-years);
    expect(links.check(token)).toEqual({ refused: 'expired' });
    const { expires_at } = await made(links, 1);
    expect(Date.parse(expires_at)).toBe(setting.clock.now().getTime() + hour);
  });
});

describe('the time that is written', () => {
  test('is written once an hour while there is a link, and never without one', async () => {
    const setting = AccessSetting.make();
    const { file, links } = await setting.open();
    keptTime(links);
    await setting.clock.advance(3 * hour);
    links.rememberTime();
    await file.settled();
    expect(existsSync(join(setting.path, 'access.json'))).toBe(false);
    await made(links, 30 * 24);
    const writes = new Set<unknown>();
    for (let passed = 0; passed < 24 * hour; passed += 10 * minute) {
      await setting.clock.advance(10 * minute);
      await file.settled();
      writes.add((JSON.parse(setting.read('access.json')) as { latest_at?: string }).latest_at);
    }
    expect(writes.size).toBeGreaterThan(20);
    expect(writes.size).toBeLessThan(27);
  });
});

describe('a clock that only goes forward', () => {
  test('follows the wall clock, small steps back wait for it', () => {
    const clock = new SteppedClock();
    const forward = new ForwardClock(clock);
    const before = forward.now().getTime();
    clock.setWallClock(-30_000);
    expect(forward.now().getTime()).toBe(before);
    clock.setWallClock(40_000);
    expect(forward.now().getTime()).toBe(before + 10_000);
  });

  test('goes on by itself while the wall clock is behind what a server before it saw', async () => {
    const clock = new SteppedClock();
    const forward = new ForwardClock(clock, new Date(clock.now().getTime() + day));
    const before = forward.now().getTime();
    await clock.advance(hour);
    expect(forward.now().getTime()).toBe(before + hour);
    forward.forget();
    expect(forward.now()).toEqual(clock.now());
  });
});
