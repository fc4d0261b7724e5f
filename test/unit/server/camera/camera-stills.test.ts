import { expect, test } from 'vitest';
import { openHttpCapture } from '../../../../server/capture/http-capture.ts';
import { systemClock } from '../../../../server/runtime/clock.ts';
import { jpeg } from '../../../fixtures/images.ts';
import { RawCamera, type RawReply } from '../../../fixtures/raw-camera.ts';
import { until } from '../../../fixtures/until.ts';
import { Stage } from './camera-stage.ts';

const picture = jpeg('64x48');
const head = (status: string, type = 'text/plain') => `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\n`;
const good: RawReply = { writes: [`${head('200 OK', 'image/jpeg')}\r\n`, picture] };
const failures: RawReply[] = [
  { writes: [`${head('503 Busy')}\r\n`] },
  { writes: [`${head('404 Not Found')}\r\n`] },
  { writes: [`${head('401 Who')}WWW-Authenticate: Basic realm="x"\r\n\r\n`] },
  { writes: [`${head('200 OK', 'text/html')}\r\n<html>busy`] },
  { writes: ['busy\r\n'] },
  { writes: [] },
  { writes: [], open: true },
  { writes: [`${head('200 OK', 'image/jpeg')}\r\n`, picture.subarray(0, 500)], open: true },
  { writes: [`${head('200 OK', 'image/jpeg')}\r\n`, picture.subarray(0, 500)] },
  { writes: [`${head('200 OK', 'image/jpeg')}Content-Length: ${picture.length + 9}\r\n\r\n`, picture] },
];

test('a viewer of a still sees no placeholder after a single failure between two pictures', async () => {
  await using camera = await RawCamera.start((_, index) => {
    const failure = index % 3 === 2 ? failures[Math.floor(index / 3)] : undefined;
    return failure ?? good;
  });
  const stage = new Stage({ fps: 50 }, (_config, report) =>
    openHttpCapture({
      ...{ url: camera.url(), clock: systemClock, report, maxFrameBytes: 1_000_000 },
      ...{ framesPerSecond: 50, answerTimeoutMs: 600 },
    }),
  );
  const viewer = stage.watch();
  await until('each has failed once', () => camera.requests.length > 3 * failures.length + 2);
  stage.stop.abort();
  await stage.ended;
  expect(viewer.seen.filter((image) => image.startsWith('Door: '))).toEqual([]);
  expect(stage.states.map(({ kind }) => kind)).toEqual(['starting', 'live', 'stopped']);
  expect(stage.camera.counters.dropped.get('unanswered')).toBe(failures.length - 2);
});
