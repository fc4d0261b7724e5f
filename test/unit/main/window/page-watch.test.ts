import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hangLimits, watchPage } from '../../../../main/window/page-watch.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

/** As much of Electron's as is watched. */
class WatchedContents extends EventEmitter {
  answers = true;
  crashed = false;

  isCrashed(): boolean {
    return this.crashed;
  }

  executeJavaScript(): Promise<unknown> {
    return this.answers ? Promise.resolve(0) : new Promise(() => {});
  }

  forcefullyCrashRenderer(): void {
    this.crashed = true;
    this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 4 });
  }
}

let clock: SteppedClock;
let contents: WatchedContents;
let window: EventEmitter & { webContents: WatchedContents };
let failures: string[];
let stop: AbortController;

beforeEach(() => {
  clock = new SteppedClock();
  contents = new WatchedContents();
  window = Object.assign(new EventEmitter(), { webContents: contents });
  failures = [];
  stop = new AbortController();
  watchPage(window as unknown as BrowserWindow, ({ why }) => failures.push(why), clock, stop.signal);
});
afterEach(() => {
  stop.abort();
  expect(clock.sleeperCount).toBe(0);
});

describe('a page is failing', () => {
  test('when its process ended, also when something killed it', () => {
    contents.emit('render-process-gone', {}, { reason: 'killed', exitCode: 9 });
    expect(failures).toEqual([expect.stringContaining('killed')]);
  });

  test('when it cannot be loaded', () => {
    contents.emit('did-fail-load', {}, -102, 'ERR_CONNECTION_REFUSED', '', true);
    expect(failures).toEqual([expect.stringContaining('ERR_CONNECTION_REFUSED')]);
  });

  test('when it takes no input for a while, and it is ended', async () => {
    window.emit('unresponsive');
    await clock.advance(hangLimits.unresponsiveMs);
    expect(failures).toEqual([expect.stringContaining('does not take input')]);
    expect(contents.crashed).toBe(true);
  });

  test('when nobody touches it and it does not answer', async () => {
    contents.answers = false;
    await clock.advance(2 * hangLimits.beatMs * hangLimits.missedBeats);
    expect(failures).toEqual([expect.stringContaining('does not answer')]);
    expect(contents.crashed).toBe(true);
  });
});

describe('a page is well', () => {
  test('when it answers', async () => {
    await clock.advance(100 * hangLimits.beatMs);
    expect(failures).toEqual([]);
  });

  test('when it was slow once', async () => {
    contents.answers = false;
    await clock.advance(2 * hangLimits.beatMs);
    contents.answers = true;
    await clock.advance(100 * hangLimits.beatMs);
    expect(failures).toEqual([]);
  });

  test('when it was slow now and then, with good answers between', async () => {
    for (let times = 0; times < 5; times++) {
      contents.answers = false;
      await clock.advance(2 * hangLimits.beatMs);
      contents.answers = true;
      await clock.advance(10 * hangLimits.beatMs);
    }
    expect(failures).toEqual([]);
  });

  test('when it takes input again in time', async () => {
    window.emit('unresponsive');
    window.emit('responsive');
    await clock.advance(2 * hangLimits.unresponsiveMs);
    expect(failures).toEqual([]);
  });

  test('when another was asked for, a frame in it failed, or its process was not needed any more', () => {
    contents.emit('did-fail-load', {}, -3, 'ERR_ABORTED', '', true);
    contents.emit('did-fail-load', {}, -102, 'ERR_CONNECTION_REFUSED', '', false);
    contents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    expect(failures).toEqual([]);
  });
});
