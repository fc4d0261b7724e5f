import { describe, expect, test } from 'vitest';
import sharp from 'sharp';
import { openRtspCapture, type RtspCaptureOptions } from '../../../../server/capture/rtsp-capture.ts';
import { RtspTransports } from '../../../../server/capture/rtsp-transports.ts';
import type { CapturedImage } from '../../../../server/frame/frame.ts';
import { systemClock } from '../../../../server/runtime/clock.ts';
import { RecordedReport } from '../../../fixtures/capture-report.ts';
import { take } from '../../../fixtures/images.ts';
import { RtspServer, rtspServerMissing } from '../../../fixtures/rtsp-server.ts';
import { until } from '../../../fixtures/until.ts';
import { ServerHere } from '../../../fixtures/server-here.ts';

const never = () => new AbortController().signal;

function capture(url: string, options: Partial<RtspCaptureOptions> = {}) {
  const report = new RecordedReport();
  const usual = { quality: 80, maxFrameBytes: 1_000_000, clock: systemClock, report };
  return openRtspCapture({ url, ...usual, ...options });
}

/** Whether the yellow of the colour bars is in its place; a picture without its key frame is grey everywhere. */
async function showsBars({ jpeg }: CapturedImage): Promise<boolean> {
  const box = { left: 55, top: 40, width: 20, height: 60 };
  const { channels } = await sharp(await sharp(jpeg).extract(box).png().toBuffer()).stats();
  const [red = 0, green = 0, blue = 0] = channels.map(({ mean }) => mean);
  return red > 150 && green > 150 && blue < 90;
}

describe.skipIf(rtspServerMissing)('a real RTSP server', () => {
  test.each(['tcp', 'udp'] as const)(
    'that supports only %s is read, and asked for it first the next time',
    async (transport) => {
      await using server = await RtspServer.start({ transport });
      const transports = new RtspTransports();
      expect(await take(capture(server.url(), { transports }).frames(never()), 3)).toHaveLength(3);
      expect(transports.order(new URL(server.url()))[0]).toBe(transport);
      expect(await take(capture(server.url(), { transports }).frames(never()), 1)).toHaveLength(1);
    },
  );

  test.each(["p@ss:w%rd/?#[x] 's", '100%', 'ü&+='])('takes the password %s', async (password) => {
    await using server = await RtspServer.start({ password });
    const url = server.url(`admin:${encodeURIComponent(password)}@`);
    expect(await take(capture(url).frames(never()), 1)).toHaveLength(1);
  });

  test('may send audio first', async () => {
    await using server = await RtspServer.start({ audioFirst: true });
    const [image] = await take(capture(server.url()).frames(never()), 1);
    expect(image).toMatchObject({ width: 320, height: 240 });
  });

  test.each(['h264', 'h265'] as const)(
    'with rare key frames of %s shows no grey picture before the first',
    async (codec) => {
      await using server = await RtspServer.start({ codec, keyFrameEvery: 60 });
      const first = capture(server.url()).frames(never())[Symbol.asyncIterator]();
      await first.next();
      // The next capture begins in the middle between two key frames.
      for (let count = 0; count < 20; count++) await first.next();
      const images = await take(capture(server.url()).frames(never()), 5);
      for (const image of images) expect(await showsBars(image)).toBe(true);
      await first.return?.();
    },
  );

  test('that ends each session after a while is asked again without a placeholder', async () => {
    await using rtsp = await RtspServer.start();
    const cameras = [{ id: 'yard', name: 'Yard', device: rtsp.url() }];
    await using server = await ServerHere.start({ config: { cameras, linger_seconds: 3_600 } });
    await server.untilCamera('yard', { kind: 'live' });
    // A capture that ends sooner has failed.
    const liveAtMs = performance.now();
    await until('it has run well', () => performance.now() - liveAtMs > 10_500);
    rtsp.endSessions();
    const failures = /capture_failures_total\{camera="yard",reason="ended"\} [1-9]/;
    const snapshot = async () => {
      const answer = await server.fetch('/cam/yard/snapshot');
      await answer.arrayBuffer();
      return answer.headers.get('x-placeholder');
    };
    const kinds = new Set<string>();
    const placeholders: unknown[] = [];
    await until('the session has ended and goes on', async () => {
      const { kind } = await server.camera('yard');
      kinds.add(kind);
      placeholders.push(await snapshot());
      const ended = failures.test(await (await server.fetch('/metrics')).text());
      return ended && kind === 'live';
    });
    expect([...kinds]).not.toContain('retrying');
    expect(placeholders.filter(Boolean)).toEqual([]);
  });
});
