import { describe, expect, test } from 'vitest';
import { DisplaySwitch } from '../../../../main/screen/display-switch.ts';
import { screenTools, type KioskSettings } from '../../../../server/contract/kiosk/kiosk.ts';
import { ScriptedTool } from '../../../doubles/scripted-tool.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

function displays(
  asked: KioskSettings['screen_tool'] = 'auto',
  env: NodeJS.ProcessEnv = { WAYLAND_DISPLAY: 'w' },
) {
  const clock = new SteppedClock();
  const [wlopm, wlrRandr, xset, cover] = screenTools.map((name) => new ScriptedTool(name)) as [
    ScriptedTool,
    ScriptedTool,
    ScriptedTool,
    ScriptedTool,
  ];
  const it = new DisplaySwitch(asked, {
    tools: { wlopm, 'wlr-randr': wlrRandr, xset, cover },
    env,
    displays: () => ['A', 'B'],
    clock,
    logger: silentLogger,
  });
  return { it, clock, wlopm, wlrRandr, xset, cover };
}

describe('"auto"', () => {
  test('takes wlopm under Wayland', async () => {
    const { it, wlopm } = displays();
    await it.set(false);
    expect(it.tool).toBe('wlopm');
    expect(wlopm.calls).toEqual(['A+B off']);
  });

  test('takes wlr-randr where the compositor has no power switch', async () => {
    const { it, wlopm } = displays();
    wlopm.works = false;
    await it.set(false);
    expect(it.tool).toBe('wlr-randr');
  });

  test('never takes xset under Wayland, though there is an X server for old programs', async () => {
    const { it, wlopm, wlrRandr, xset } = displays('auto', { WAYLAND_DISPLAY: 'w', DISPLAY: ':0' });
    wlopm.works = wlrRandr.works = false;
    await it.set(false);
    expect(it.tool).toBe('cover');
    expect(xset.calls).toEqual([]);
    expect(it.shortfall).toContain('wlopm does not work; wlr-randr does not work');
  });

  test('takes xset under X11', async () => {
    const { it } = displays('auto', { DISPLAY: ':0' });
    await it.set(false);
    expect(it.tool).toBe('xset');
  });

  test('takes a program that is installed later', async () => {
    const { it, clock, wlopm, wlrRandr } = displays();
    wlopm.works = wlrRandr.works = false;
    await it.set(false);
    wlopm.works = true;
    await clock.advance(60_000);
    await it.set(false);
    expect(wlopm.calls).toEqual(['A+B off']);
    expect(it.shortfall).toBeUndefined();
  });

  test('has only the cover without a display server', async () => {
    const { it, cover } = displays('auto', {});
    await it.set(false);
    expect(it.shortfall).toContain('neither Wayland nor X11');
    expect(cover.calls).toEqual(['A+B off']);
  });
});

describe('a tool that was asked for', () => {
  test('is taken, whatever "auto" would take', async () => {
    const { it } = displays('wlr-randr');
    await it.set(true);
    expect(it.tool).toBe('wlr-randr');
  });

  test('and does not work is named, and the cover is taken', async () => {
    const { it, xset } = displays('xset');
    xset.works = false;
    await it.set(true);
    expect(it.tool).toBe('cover');
    expect(it.shortfall).toContain('xset does not work');
  });

  test('and changes while it is dark leaves no display dark', async () => {
    const { it, wlopm, cover } = displays();
    await it.set(false);
    it.use('cover');
    await it.set(false);
    expect(it.tool).toBe('cover');
    await it.set(true);
    expect(wlopm.calls).toEqual(['A+B off', 'A+B on']);
    expect(cover.calls).toEqual(['A+B off', 'A+B on']);
  });
});

describe('a switch that fails', () => {
  test('is covered meanwhile, named and tried again', async () => {
    const { it, clock, wlopm, cover } = displays();
    wlopm.failure = 'wlopm failed: busy';
    await it.set(false);
    expect(it).toMatchObject({ tool: 'cover', problem: 'wlopm failed: busy' });
    expect(cover.calls).toEqual(['A+B off']);
    wlopm.failure = undefined;
    await clock.advance(2_000);
    await it.set(false);
    expect(it).toMatchObject({ tool: 'wlopm', problem: undefined });
    await it.set(true);
    expect(cover.calls).toEqual(['A+B off', 'A+B on']);
  });

  test('lights with everything it was made dark with, though one of them fails', async () => {
    const { it, wlopm, cover } = displays();
    await it.set(false);
    it.use('cover');
    await it.set(false);
    wlopm.failure = 'gone';
    await it.set(true);
    expect(cover.calls.at(-1)).toBe('A+B on');
    expect(it.problem).toBe('gone');
  });
});

test('a dark display that something else has lit goes dark again, a lit one is left alone', async () => {
  const { it, clock, wlopm } = displays();
  await it.set(true);
  await clock.advance(3_600_000);
  await it.set(true);
  expect(wlopm.calls).toEqual(['A+B on']);
  await it.set(false);
  await clock.advance(60_000);
  await it.set(false);
  expect(wlopm.calls).toEqual(['A+B on', 'A+B off', 'A+B off']);
});
