import { pino } from 'pino';
import { expect, test } from 'vitest';
import { SystemWatch } from '../../../../../server/device/pi/system-watch.ts';
import { systemClock } from '../../../../../server/runtime/clock.ts';
import { until } from '../../../../fixtures/until.ts';
import { PiFiles } from '../pi-files.ts';

test('the watch over the machine knows it anew every few seconds and logs each change once', async () => {
  using pi = new PiFiles();
  const lines: string[] = [];
  const logger = pino(
    { base: null },
    { write: (line) => void lines.push((JSON.parse(line) as { msg: string }).msg) },
  );
  const pauses: number[] = [];
  let goOn = () => {};
  const sleep = (ms: number, signal: AbortSignal) => {
    pauses.push(ms);
    return new Promise<void>((resolve) => {
      goOn = resolve;
      signal.addEventListener('abort', () => resolve());
    });
  };
  const watch = new SystemWatch({ root: pi.root, dataFolder: '/nowhere' }, { ...systemClock, sleep }, logger);
  expect(watch.current).toBeUndefined();
  const next = async () => {
    const count = pauses.length;
    goOn();
    await until('it was read again', () => pauses.length > count);
  };
  const stop = new AbortController();
  pi.throttled('50001');
  const ended = watch.run(stop.signal);
  await until('it was read', () => pauses.length === 1);
  expect(watch.current?.serious).toHaveLength(1);
  await next();
  expect(lines).toEqual([expect.stringContaining('undervoltage')]);
  pi.throttled('0');
  await next();
  await next();
  expect(lines).toEqual([expect.anything(), 'power, heat and disk space are well again']);
  expect(pauses).toEqual([10_000, 10_000, 10_000, 10_000]);
  stop.abort();
  await ended;
});
