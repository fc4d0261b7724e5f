import { describe, expect, test } from 'vitest';
import { openV4l2Access } from '../../../../../server/capture/v4l2/v4l2-access.ts';
import type { Logger } from '../../../../../server/log/logger.ts';
import { ScriptedDriver } from '../../../../doubles/scripted-driver.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';

function logging(wasLeft = false) {
  const warnings: unknown[] = [];
  const nothing = () => undefined;
  const warn = (...words: unknown[]) => void warnings.push(words.at(-1));
  const told: unknown[] = [];
  const info = (...words: unknown[]) => void told.push(words.at(-1));
  const logger = { debug: nothing, info, warn, error: nothing } as unknown as Logger;
  const changes: string[] = [];
  const change = (name: string) => () => Promise.resolve(void changes.push(name));
  return {
    warnings,
    changes,
    told,
    parts: {
      clock: new SteppedClock(),
      logger,
      mark: { wasLeft, set: change('set'), clear: change('clear') },
    },
  };
}

describe('what reads USB cameras', () => {
  test('is a program for each, where that is chosen', async () => {
    const { warnings, parts } = logging();
    expect(await openV4l2Access('child', parts)).toEqual({ kind: 'programs' });
    expect(warnings).toEqual([]);
  });

  test('is a program on a processor that is not known: the log says so, and no camera', async () => {
    const { told, warnings, parts } = logging();
    expect(await openV4l2Access('child', parts, undefined, undefined, 'arm')).toEqual({ kind: 'programs' });
    expect(told).toEqual(['on this processor a program reads each USB camera']);
    expect(warnings).toEqual([]);
  });

  test('is a program where the server cannot do it itself: the log says so once, and each camera why', async () => {
    const { warnings, parts } = logging();
    expect(await openV4l2Access('process', parts, () => Promise.resolve(0))).toEqual({
      kind: 'programs',
      reason:
        'A program reads the camera, because no thread of the pool may wait for a camera (UV_THREADPOOL_SIZE).',
    });
    expect(warnings).toEqual(['the server cannot read USB cameras itself; a program reads each of them']);
  });

  test('is a program where the library of the server cannot be loaded', async () => {
    const { warnings, parts } = logging();
    const threads = () => Promise.resolve(16);
    const load = () => Promise.reject(new Error('the library koffi cannot be loaded'));
    expect(await openV4l2Access('process', parts, threads, load)).toEqual({
      kind: 'programs',
      reason: 'A program reads the camera, because the library koffi cannot be loaded.',
    });
    expect(warnings).toHaveLength(1);
  });

  test('is a program at the next start when the library of the server ends the process', async () => {
    const { changes, parts } = logging();
    const load = () => {
      changes.push('load');
      return Promise.reject(new Error('for another processor'));
    };
    await openV4l2Access('process', parts, () => Promise.resolve(16), load);
    expect(changes).toEqual(['set', 'load', 'clear']);
  });

  test('does not wait for a disk that hangs', async () => {
    const { parts } = logging();
    const never = () => new Promise<void>(() => undefined);
    const hanging = {
      ...parts,
      clock: SteppedClock.hurried(),
      mark: { wasLeft: false, set: never, clear: never },
    };
    const load = () => Promise.resolve(new ScriptedDriver());
    const access = await openV4l2Access('process', hanging, () => Promise.resolve(16), load);
    expect(access.kind).toBe('this-process');
  });

  test('is a program where the last server died while it read cameras itself', async () => {
    const { warnings, parts } = logging(true);
    expect(await openV4l2Access('process', parts, () => Promise.resolve(16))).toEqual({
      kind: 'programs',
      reason:
        'A program reads the camera, because the server did not end by itself the last time that it read cameras.',
    });
    expect(warnings).toHaveLength(1);
  });
});
