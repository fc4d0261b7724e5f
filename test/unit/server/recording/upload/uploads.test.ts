import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hasS3, S3Storage, type StorageFault } from '../../../../fixtures/s3-storage.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';
import { until } from '../../../../fixtures/until.ts';
import { UploadBench } from './upload-bench.ts';

const mebibyte = 1024 * 1024;
const partPath = /partNumber=/;
const without = hasS3 ? '' : ' (left out: s3rver needs Node.js 24)';

describe.skipIf(!hasS3)(`uploads${without}`, () => {
  test('copy what waits, the oldest first, with its times, and nothing else', async () => {
    await using storage = await S3Storage.start();
    await using bench = new UploadBench(storage.settings);
    const late = bench.segment(200_000, { at: '11-00-00.000' });
    const early = bench.segment(300_000);
    const old = bench.segment(1_000, { at: '01-00-00.000', waits: false });
    bench.start();
    const report = await bench.until('idle');
    expect(report).toMatchObject({ uploaded: { segments: 2, bytes: 500_000 }, backlog: { segments: 0 } });
    expect(storage.object(`pi/${early.path}`)?.equals(early.content)).toBe(true);
    expect(storage.object(`pi/${late.path}`)?.equals(late.content)).toBe(true);
    expect(storage.object(`pi/${old.path}`)).toBeUndefined();
    expect(storage.requestsOf('PUT').map(({ path }) => path)).toEqual([
      expect.stringContaining(early.id),
      expect.stringContaining(late.id),
    ]);
    expect(storage.metadata(`pi/${early.path}`)).toMatchObject({
      'content-type': 'video/x-matroska',
      'x-amz-meta-camera': 'door',
      'x-amz-meta-start': '2026-11-29T10:05:00.123Z',
      'x-amz-meta-duration-ms': '300000',
    });
    expect([early, late].map(({ path }) => bench.isWaiting(path))).toEqual([false, false]);
  });

  test('of a large recording go on at the part at which they were cut, also after a restart', async () => {
    await using storage = await S3Storage.start();
    await using bench = new UploadBench(storage.settings);
    const { path, content } = bench.segment(20 * mebibyte);
    storage.fault = (request) =>
      /partNumber=2/.test(request.path) ? { kind: 'cut', afterBytes: 3 * mebibyte } : undefined;
    bench.start();
    await bench.until('retrying', 'cut');
    expect(bench.begun?.parts.map(({ number }) => number)).toEqual([1]);
    await bench.stop();
    storage.fault = () => undefined;
    const before = storage.requests.length;
    await bench.restart();
    await bench.until('idle');
    const later = storage.requests.slice(before).filter((request) => partPath.test(request.path));
    expect(later.map(({ path: part }) => /partNumber=(\d)/.exec(part)?.[1])).toEqual(['2', '3']);
    expect(storage.requestsOf('POST', /uploads/)).toHaveLength(1);
    expect(storage.object(`pi/${path}`)?.equals(content)).toBe(true);
    expect(bench.begun).toBeUndefined();
  });

  test('whose last answer was lost are found to be whole, and are not sent again', async () => {
    await using storage = await S3Storage.start();
    await using bench = new UploadBench(storage.settings);
    const { path, content } = bench.segment(9 * mebibyte);
    storage.fault = ({ method, path: asked }) => {
      if (method === 'POST' && /uploadId/.test(asked)) return { kind: 'lose-answer' };
      return method === 'HEAD' ? { kind: 'answer', status: 503 } : undefined;
    };
    bench.start();
    await bench.until('retrying');
    expect(bench.begun?.parts).toHaveLength(2);
    storage.fault = () => undefined;
    bench.uploads.retryNow();
    await bench.until('idle');
    expect(storage.requestsOf('PUT', partPath)).toHaveLength(2);
    expect(storage.object(`pi/${path}`)?.equals(content)).toBe(true);
  });

  test('that the storage has lost begin anew', async () => {
    await using storage = await S3Storage.start();
    await using bench = new UploadBench(storage.settings);
    const { path, content } = bench.segment(9 * mebibyte);
    let faults = 0;
    storage.fault = (request) =>
      /partNumber=2/.test(request.path) && faults++ === 0
        ? { kind: 'answer', status: 404, code: 'NoSuchUpload' }
        : undefined;
    bench.start();
    await bench.until('retrying', 'refused');
    expect(bench.begun).toBeUndefined();
    bench.uploads.retryNow();
    await bench.until('idle');
    expect(storage.object(`pi/${path}`)?.equals(content)).toBe(true);
  });

  test.each<[string, StorageFault]>([
    ['wrong-key', { kind: 'answer', status: 403, code: 'InvalidAccessKeyId' }],
    ['wrong-key', { kind: 'answer', status: 403, code: 'SignatureDoesNotMatch' }],
    ['no-permission', { kind: 'answer', status: 403, code: 'AccessDenied' }],
    ['no-bucket', { kind: 'answer', status: 404, code: 'NoSuchBucket' }],
    ['clock', { kind: 'answer', status: 403, code: 'RequestTimeTooSkewed' }],
    [
      'wrong-region',
      { kind: 'answer', status: 301, code: 'PermanentRedirect', headers: { Location: '/elsewhere' } },
    ],
    ['server-error', { kind: 'answer', status: 500 }],
    ['server-error', { kind: 'answer', status: 503, code: 'SlowDown' }],
    ['server-full', { kind: 'answer', status: 507, code: 'XMinioStorageFull' }],
    ['refused', { kind: 'answer', status: 400, code: 'EntityTooLarge' }],
    ['cut', { kind: 'cut', afterBytes: 100_000 }],
    ['checksum', { kind: 'spoil' }],
  ])('that fail say %s for %j, wait, and go on when it is repaired', async (reason, fault) => {
    await using storage = await S3Storage.start();
    await using bench = new UploadBench(storage.settings);
    const { path, content } = bench.segment(1_000_000);
    storage.fault = () => fault;
    bench.start();
    const { problem, retry_in, backlog } = await bench.until('retrying', reason);
    expect(problem?.message).toMatch(/^[A-Z].*\.$/);
    expect(problem?.advice).not.toBe('');
    expect(retry_in).toBeGreaterThan(3);
    expect(backlog).toEqual({ segments: 1, bytes: 1_000_000 });
    expect(storage.requests).toHaveLength(1);
    expect(bench.isWaiting(path)).toBe(true);
    storage.fault = () => undefined;
    bench.uploads.retryNow();
    await bench.until('idle');
    expect(storage.object(`pi/${path}`)?.equals(content)).toBe(true);
    expect(bench.uploads.tally.failures).toEqual({ [reason]: 1 });
  });

  test('with a wrong key do not hammer: the wait grows to half an hour', async () => {
    await using storage = await S3Storage.start();
    const clock = new SteppedClock();
    await using bench = new UploadBench({ ...storage.settings, secret_access_key: 'wrong' }, clock);
    bench.segment(1_000);
    bench.start();
    for (let failures = 1; failures <= 8; failures++) {
      await until('it failed', () => bench.uploads.tally.failures['wrong-key'] === failures);
      await until('it waits', () => clock.sleeperCount === 1);
      await clock.advance(30 * 60_000);
    }
    const waits = clock.sleepsMs.filter((ms) => ms > 60_000).map((ms) => ms / 60_000);
    expect(waits).toEqual([2, 4, 8, 16, 30, 30, 30]);
    expect(bench.uploads.problems()).toEqual([expect.stringContaining('Enter the access key')]);
    bench.set({ secret_access_key: 'S3RVER' });
    await bench.until('idle');
  });

  test('to a storage that takes no bytes and gives no answer are given up in time', async () => {
    await using storage = await S3Storage.start();
    const clock = new SteppedClock();
    await using bench = new UploadBench(storage.settings, clock);
    bench.segment(6_000_000);
    storage.fault = () => ({ kind: 'hang' });
    bench.start();
    await until('it was asked', () => storage.requests.length === 1);
    await until('the limit is watched', () => clock.sleeperCount === 1);
    await clock.advance(60_000);
    await bench.until('retrying', 'timeout');
  });

  test('to nobody say that nobody is there', async () => {
    const storage = await S3Storage.start();
    const { settings } = storage;
    await storage[Symbol.asyncDispose]();
    await using bench = new UploadBench(settings);
    bench.segment(1_000);
    bench.start();
    await bench.until('retrying', 'unreachable');
  });

  test('of a recording that one storage refuses do not hold up the next', async () => {
    await using storage = await S3Storage.start();
    await using bench = new UploadBench(storage.settings);
    const poison = bench.segment(1_000);
    const next = bench.segment(2_000, { at: '12-00-00.000' });
    storage.fault = ({ path }) =>
      path.includes(poison.id) ? { kind: 'answer', status: 400, code: 'InvalidRequest' } : undefined;
    bench.start();
    await bench.until('retrying', 'refused');
    bench.uploads.retryNow();
    await until('the next is there', () => storage.object(`pi/${next.path}`));
    expect(bench.isWaiting(poison.path)).toBe(true);
  });

  test('of a recording that is removed meanwhile end, and the storage keeps nothing of it', async () => {
    await using storage = await S3Storage.start();
    await using bench = new UploadBench(storage.settings);
    const { id } = bench.segment(20 * mebibyte);
    storage.fault = ({ path }) => (/partNumber=2/.test(path) ? { kind: 'hang' } : undefined);
    bench.start();
    await until('the second part is asked for', () => storage.requestsOf('PUT', /partNumber=2/).length > 0);
    await (await bench.store()).remove('door', id);
    await bench.until('idle');
    expect(storage.requestsOf('DELETE', /uploadId/)).toHaveLength(1);
    expect(storage.begunUploads).toEqual([]);
  });

  test('of files that are gone are not asked for again', async () => {
    await using storage = await S3Storage.start();
    await using bench = new UploadBench(storage.settings);
    const { path } = bench.segment(1_000);
    await bench.store();
    rmSync(bench.pathOf(path));
    bench.start();
    expect(await bench.until('idle')).toMatchObject({ backlog: { segments: 0 }, uploaded: { segments: 0 } });
  });

  test('follow the settings: to another bucket, off, and on again', async () => {
    await using storage = await S3Storage.start();
    await using bench = new UploadBench({ ...storage.settings, bucket: 'nowhere' });
    const { path } = bench.segment(1_000);
    bench.start();
    await bench.until('retrying', 'no-bucket');
    bench.set({ enabled: false });
    await bench.until('off');
    bench.set({ enabled: true, bucket: storage.settings.bucket, prefix: '' });
    await bench.until('idle');
    expect(storage.object(path)).toBeDefined();
  });

  test('end at once when the server ends, whatever the storage does', async () => {
    await using storage = await S3Storage.start();
    await using bench = new UploadBench(storage.settings);
    bench.segment(6_000_000);
    storage.fault = () => ({ kind: 'hang' });
    bench.start();
    await until('it was asked', () => storage.requests.length === 1);
    await bench.stop();
  });
});

describe.skipIf(!hasS3)(`a test of the settings${without}`, () => {
  test('writes an object and removes it', async () => {
    await using storage = await S3Storage.start();
    await using bench = new UploadBench({ ...storage.settings, enabled: false });
    const answer = await bench.uploads.test(storage.settings, new AbortController().signal);
    expect(answer).toEqual({ ok: true, problem: null, notice: null });
    expect(storage.requests.map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
    expect(storage.object('pi/rpicam-kiosk-test.txt')).toBeUndefined();
  });

  test('is good with a key that may only write, and says that the object stays', async () => {
    await using storage = await S3Storage.start();
    await using bench = new UploadBench(storage.settings);
    storage.fault = ({ method }) =>
      method === 'DELETE' ? { kind: 'answer', status: 403, code: 'AccessDenied' } : undefined;
    const answer = await bench.uploads.test(storage.settings, new AbortController().signal);
    expect(answer).toMatchObject({ ok: true, notice: expect.stringContaining('stays') as string });
  });

  test.each([
    [{ secret_access_key: 'wrong' }, 'wrong-key'],
    [{ access_key_id: 'nobody' }, 'wrong-key'],
    [{ bucket: 'nowhere' }, 'no-bucket'],
    [{ endpoint: 'http://nas.invalid:9000' }, 'unreachable'],
  ])('says what is wrong with %j', async (wrong, reason) => {
    await using storage = await S3Storage.start();
    await using bench = new UploadBench(storage.settings);
    const settings = { ...storage.settings, ...wrong };
    const answer = await bench.uploads.test(settings, new AbortController().signal);
    expect(answer).toMatchObject({ ok: false, problem: { reason } });
  });
});
