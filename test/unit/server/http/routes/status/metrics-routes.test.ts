import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MjpegViewer } from '../../../../../fixtures/mjpeg-viewer.ts';
import { askPromtool, parsePrometheusText, promtool } from '../../../../../fixtures/prometheus-text.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';

const oddId = 'yard "2" {a="b"} \u00e4';
const hall = { id: 'hall', name: 'Hall', device: 'test:Hall', width: 320, height: 240, fps: 15 };
const config = {
  linger_seconds: 1,
  cameras: [hall, { id: 'gone', name: 'Gone', device: 77 }, { id: oddId, name: 'Yard', device: 'test' }],
};

let server: ServerHere;
beforeAll(async () => {
  server = await ServerHere.start({ config });
  await server.untilCamera('gone', { kind: 'retrying' });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function scrape(of = server) {
  return parsePrometheusText(await (await of.fetch('/metrics')).text());
}

/** The value of one series, or undefined where there is none. */
async function value(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  const wanted = Object.entries(labels);
  const samples = [...(await scrape()).values()].flatMap((family) => family.samples);
  return samples.find(
    (sample) => sample.name === name && wanted.every(([key, text]) => sample.series.labels[key] === text),
  )?.series.value;
}

describe('GET /metrics', () => {
  test('is what Prometheus reads, in the type and words of the parent API', async () => {
    const response = await server.fetch('/metrics');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    expect(text).toMatch(/[^\n]\n$/);
    const families = parsePrometheusText(text);
    for (const name of ['online', 'subscribers', 'frame_age_seconds']) {
      const family = families.get(`rpicam_camera_${name}`);
      expect(family?.type).toBe('gauge');
      expect(family?.samples.every(({ series }) => Object.keys(series.labels).join() === 'camera')).toBe(
        true,
      );
    }
  });

  test.skipIf(!promtool)('has nothing that promtool would do otherwise', async () => {
    const text = await (await server.fetch('/metrics')).text();
    expect(askPromtool(['check', 'metrics'], text)).toBe('');
  });

  test('tells online from offline, and has no age before the first frame', async () => {
    expect(await value('rpicam_camera_online', { camera: 'hall' })).toBe(1);
    expect(await value('rpicam_camera_online', { camera: 'gone' })).toBe(0);
    expect(await value('rpicam_camera_frame_age_seconds', { camera: 'gone' })).toBeUndefined();
    // During a try of its own it is "starting" for a moment.
    await until('it waits for the next try', async () => {
      const failure = await value('rpicam_camera_failure', { camera: 'gone', reason: 'no-device' });
      const waiting = await value('rpicam_camera_state', { camera: 'gone', state: 'retrying' });
      return failure === 1 && waiting === 1;
    });
    expect(await value('rpicam_camera_capture_failures_total', { camera: 'gone' })).toBeGreaterThan(0);
  });

  test('writes the age of a frame with three decimals', async () => {
    const age = (await scrape()).get('rpicam_camera_frame_age_seconds');
    expect(age?.samples.length).toBeGreaterThan(0);
    for (const { series } of age?.samples ?? []) expect(series.text).toMatch(/^\d+\.\d{3}$/);
  });

  test('escapes what an id may hold', async () => {
    expect(await value('rpicam_camera_online', { camera: oddId })).toBe(1);
  });

  test('counts people, whatever size they watch, as /health does', async () => {
    const paths = ['video', 'video?width=100', 'video?width=100'];
    const viewers = await Promise.all(
      paths.map((path) => MjpegViewer.open(`${server.url}/cam/hall/${path}`)),
    );
    await until(
      'three watch',
      async () => (await value('rpicam_camera_subscribers', { camera: 'hall' })) === 3,
    );
    expect((await server.camera('hall')).subscribers).toBe(3);
    const readers = (kind: string) => value('rpicam_camera_readers', { camera: 'hall', kind });
    expect([await readers('stream'), await readers('variant'), await readers('snapshot')]).toEqual([3, 1, 0]);
    for (const viewer of viewers) viewer[Symbol.dispose]();
  });

  test('counts frames, bytes and seconds of streams, and never backwards when the capture starts anew', async () => {
    const names = ['frames_total', 'bytes_total', 'stream_seconds_total'].map(
      (name) => `rpicam_camera_${name}`,
    );
    const values = () =>
      Promise.all(names.map(async (name) => (await value(name, { camera: 'hall' })) ?? -1));
    const before = await values();
    const viewer = await MjpegViewer.open(`${server.url}/cam/hall/video?width=64`);
    await viewer.nextPicture();
    viewer[Symbol.dispose]();
    await server.fetch('/api/cameras/hall/restart', { method: 'POST' });
    await until('it was started again', () =>
      value('rpicam_camera_capture_starts_total', { camera: 'hall', reason: 'requested' }),
    );
    const after = await values();
    for (const [index, name] of names.entries()) {
      expect(after[index], name).toBeGreaterThan(before[index] ?? Infinity);
    }
  });

  test('tells why captures were started', async () => {
    const starts = (camera: string, reason: string) =>
      value('rpicam_camera_capture_starts_total', { camera, reason });
    expect(await starts('hall', 'first')).toBe(1);
    await until('the camera that is gone was tried again', () => starts('gone', 'no-device'));
    await server.untilCamera('hall', { kind: 'sleeping' });
    const before = (await starts('hall', 'demand')) ?? 0;
    await server.fetch('/cam/hall/snapshot');
    expect(await starts('hall', 'demand')).toBe(before + 1);
  });

  test('measures snapshots', async () => {
    await server.fetch('/cam/hall/snapshot');
    expect(await value('rpicam_camera_snapshot_seconds_count', { camera: 'hall' })).toBeGreaterThan(0);
    expect(
      await value('rpicam_camera_snapshot_seconds_bucket', { camera: 'hall', le: '+Inf' }),
    ).toBeGreaterThan(0);
    expect(await value('rpicam_camera_jpeg_bytes', { camera: 'hall' })).toBeGreaterThan(100);
  });

  test('tells how the machine and the process are', async () => {
    await until('the machine was read', () => value('rpicam_system_disk_free_bytes'));
    expect(await value('rpicam_system_memory_size_bytes')).toBeGreaterThan(1e6);
    expect(await value('rpicam_build_info', { node: process.versions.node })).toBe(1);
    await until('the event loop was looked at', () => value('rpicam_event_loop_lag_seconds_count'));
    expect(await value('rpicam_log_lines_dropped_total', { destination: 'stdout' })).toBe(0);
  });

  test('answers HEAD, and refuses other methods', async () => {
    const head = await server.fetch('/metrics', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const post = await server.fetch('/metrics', { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('the series of a camera', () => {
  test('are gone at the next scrape when it is deleted; the names stay without any camera', async () => {
    await using other = await ServerHere.start({ config: { cameras: [hall] } });
    await other.fetch('/cam/hall/snapshot');
    const before = await (await other.fetch('/metrics')).text();
    expect(before).toContain('rpicam_camera_snapshot_seconds_count{camera="hall"} 1');
    expect((await other.fetch('/api/cameras/hall', { method: 'DELETE' })).status).toBe(200);
    const after = await (await other.fetch('/metrics')).text();
    expect(after).not.toContain('camera="');
    const names = (text: string) => text.split('\n').filter((line) => line.startsWith('# '));
    expect(names(after)).toEqual(names(before));
  });
});
