import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Webhook } from '../../../../../server/contract/config/webhook.ts';
import { maxQueue } from '../../../../../server/event/webhook/webhook-queue.ts';
import { keepStepMs } from '../../../../../server/event/webhook/webhooks.ts';
import { until } from '../../../../fixtures/until.ts';
import { status, WebhookTarget, type TakenMessage } from '../../../../fixtures/webhook-target.ts';
import { numberedEvent } from '../log/numbered-event.ts';
import { WebhookBench } from './webhook-bench.ts';

let target: WebhookTarget;
beforeEach(async () => {
  target = await WebhookTarget.start();
});
afterEach(() => target[Symbol.asyncDispose]());

describe('a webhook', () => {
  test('gets each event that it wants, in order, with camera, time, links and what was seen', async () => {
    await using bench = await WebhookBench.start(target, { cameras: ['door'], events: ['person'] });
    const annotations = [
      { label: 'person', score: 0.9, box: [0, 0, 1, 1] as [number, number, number, number] },
    ];
    bench.webhooks.tell(numberedEvent(1, { annotations }));
    bench.webhooks.tell(numberedEvent(2, { camera: 'yard' }));
    bench.webhooks.tell(numberedEvent(3, { name: 'car' }));
    bench.tell(4);
    const [first, second] = await target.messages(2);
    const { id, at_ms } = numberedEvent(1);
    expect(first?.message).toMatchObject({
      type: 'event',
      event: {
        id,
        at_ms,
        camera: 'door',
        camera_name: 'Front door',
        name: 'person',
        text: 'number 1',
        annotations,
      },
      links: {
        recordings: 'http://192.168.1.5:8000/recordings?camera=door&at=2026-11-20T12:00:01.000Z',
        snapshot: null,
      },
      picture: null,
    });
    expect(first?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'rpicam-kiosk/1.0.0',
    });
    expect(first?.headers['rpicam-delivery']).toBe(first?.message.delivery);
    expect(second?.message.event.text).toBe('number 4');
    await until('it is counted', () => bench.report?.sent === 2);
    expect(bench.report).toMatchObject({
      state: 'idle',
      queue: 0,
      last: { ok: true, status: 204, event: 'person' },
    });
  });

  test('gets the address of a snapshot, or the picture itself, and no picture that is too large', async () => {
    await using bench = await WebhookBench.start(target, { picture: 'link' });
    bench.tell(1);
    const { message } = (await target.messages(1))[0] as TakenMessage;
    expect(message.links.snapshot).toBe('http://192.168.1.5:8000/cam/door/snapshot');
    bench.settings = bench.settings.map((webhook) => ({ ...webhook, picture: 'attached' }));
    bench.webhooks.apply();
    bench.pictures.set('door', Buffer.from('JPEG'));
    bench.tell(2);
    bench.pictures.set('door', Buffer.alloc(2 * 1024 * 1024));
    bench.tell(3);
    const [, second, third] = await target.messages(3);
    expect(second?.message.picture?.base64).toBe(Buffer.from('JPEG').toString('base64'));
    expect(third?.message.picture).toBe(null);
  });

  test('gets no picture of before a mask that was set while the message waited', async () => {
    await using bench = await WebhookBench.start(target, { picture: 'attached' });
    bench.pictures.set('door', Buffer.from('JPEG'));
    bench.tell(1);
    bench.withdrawn.abort();
    const [first] = await target.messages(1);
    expect(first?.message.picture).toBe(null);
  });

  test('that is off, or was removed, gets nothing', async () => {
    await using bench = await WebhookBench.start(target, { enabled: false });
    bench.tell(1);
    bench.settings = [];
    bench.webhooks.apply();
    bench.tell(2);
    expect(bench.webhooks.reports).toEqual([]);
    expect(target.taken).toEqual([]);
  });
});

describe('a target', () => {
  test('that answers 500 gets the same message again after a wait', async () => {
    await using bench = await WebhookBench.start(target);
    target.answers.push(status(500), status(503));
    bench.tell(1);
    await until('it waits', () => bench.report?.state === 'retrying');
    expect(bench.report).toMatchObject({ queue: 1, retry_in: 2, last: { ok: false, status: 500 } });
    await bench.until('it has arrived', () => bench.report?.sent === 1);
    expect(bench.clock.sleepsMs.filter((ms) => ms < 60_000 && ms % keepStepMs !== 0)).toEqual([2_000, 4_000]);
    expect(new Set(target.taken.map(({ message }) => message.delivery)).size).toBe(1);
    expect(bench.webhooks.problems()).toEqual([]);
  });

  test('that asks to wait gets the message when it said', async () => {
    await using bench = await WebhookBench.start(target);
    target.answers.push(status(429, { 'Retry-After': '30' }), status(429, { 'Retry-After': '999999' }));
    bench.tell(1);
    await until('it waits', () => bench.report?.state === 'retrying');
    expect(bench.report?.retry_in).toBe(30);
    await bench.until(
      'it waits again',
      () => target.taken.length === 2 && bench.report?.state === 'retrying',
    );
    expect(bench.report?.retry_in).toBeLessThanOrEqual(300);
  });

  test('that hangs costs its time limit', async () => {
    await using bench = await WebhookBench.start(target);
    bench.timeLimitMs = 500;
    await bench.restart();
    target.answers.push(() => undefined);
    bench.tell(1);
    await until('it is given up', () => bench.report?.last?.problem?.reason === 'timeout');
    await bench.until('the next attempt arrives', () => bench.report?.sent === 1);
  });

  test('with an endless answer is cut after its beginning, and has taken the message', async () => {
    await using bench = await WebhookBench.start(target);
    let cut = false;
    target.answers.push((response) => {
      response.writeHead(200);
      response.on('close', () => (cut = true));
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(64 * 1024)));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    });
    bench.tell(1);
    await until('it is taken', () => bench.report?.sent === 1);
    await until('the connection is cut', () => cut);
  });

  test('that redirects is not followed', async () => {
    await using elsewhere = await WebhookTarget.start();
    await using bench = await WebhookBench.start(target);
    target.answers.push(status(307, { Location: elsewhere.url }));
    bench.tell(1);
    await until('it fails', () => bench.report?.failed === 1);
    expect(bench.report?.last).toMatchObject({ status: 307, problem: { reason: 'redirect' } });
    expect(elsewhere.taken).toEqual([]);
    expect(bench.webhooks.problems()[0]).toMatch(/^Webhook 'home' does not get its events\. .*redirect/);
    bench.tell(2);
    await until('the next one arrives', () => bench.report?.sent === 1);
    expect(bench.webhooks.problems()).toEqual([]);
  });

  test('that refuses is not asked again', async () => {
    await using bench = await WebhookBench.start(target);
    target.answers.push(status(404, {}, 'no such hook'));
    bench.tell(1, 2);
    await until('both are done', () => bench.report?.failed === 1 && bench.report.sent === 1);
    expect(target.taken).toHaveLength(2);
  });

  test.each([
    ['cuts the connection', 'cut', ''],
    ['speaks no HTTP', 'not-http', 'SSH-2.0-OpenSSH_9.2\r\n'],
    [
      'wants another protocol',
      'cut',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ],
    ['sends a head without an end', 'not-http', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(64 * 1024)}`],
  ])('that %s is told by name: %s', async (_what, reason, bytes) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(bytes));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await using bench = new WebhookBench({ url: `http://127.0.0.1:${port}/`, private_host: '127.0.0.1' });
    await bench.webhooks.start();
    bench.tell(1);
    await until('it is told', () => bench.report?.last?.problem?.reason === reason);
    expect(JSON.stringify(bench.report)).not.toContain('very-secret-path');
    server.close();
  });

  test('that is not there is tried until the event is 15 minutes old', async () => {
    const gone = await WebhookTarget.start();
    const { url } = gone;
    await gone[Symbol.asyncDispose]();
    await using bench = new WebhookBench({ url, private_host: '127.0.0.1' });
    await bench.webhooks.start();
    bench.tell(1);
    await bench.until('it is given up', () => bench.report?.failed === 1);
    expect(bench.report?.last?.problem?.reason).toBe('unreachable');
    expect(bench.clock.nowMs()).toBeGreaterThan(15 * 60_000);
    const waits = bench.clock.sleepsMs.filter(
      (ms) => ms === 120_000 || (ms < 120_000 && ms % keepStepMs !== 0),
    );
    expect(Math.max(...waits)).toBe(120_000);
    expect(waits.length).toBeLessThan(20);
  });
});

describe('messages that wait', () => {
  test('are bounded: the oldest goes first and is counted', async () => {
    await using bench = await WebhookBench.start(target);
    target.answers.push(status(500));
    bench.tell(0);
    await until('it waits', () => bench.report?.state === 'retrying');
    bench.tell(...Array.from({ length: maxQueue + 4 }, (_, index) => index + 1));
    expect(bench.report).toMatchObject({ queue: maxQueue, dropped: 5 });
    await bench.until('the rest arrives', () => bench.report?.sent === maxQueue);
    expect(target.taken[1]?.message.event.text).toBe('number 5');
  });

  test('are sent after a restart, and to another address as soon as there is one', async () => {
    await using bench = await WebhookBench.start(target);
    target.answers.push(status(500), status(500));
    bench.tell(1, 2);
    await until('it waits', () => bench.report?.state === 'retrying');
    const { delivery } = (target.taken[0] as TakenMessage).message;
    expect(existsSync(bench.pendingPath)).toBe(false);
    await bench.restart();
    await until('it waits again', () => bench.report?.state === 'retrying');
    expect(target.taken[1]?.message.delivery).toBe(delivery);
    await using other = await WebhookTarget.start();
    bench.settings = bench.settings.map((webhook) => ({ ...webhook, url: other.url }));
    bench.webhooks.apply();
    const taken = await other.messages(2);
    expect(taken.map(({ message }) => message.event.text)).toEqual(['number 1', 'number 2']);
    await until('both are counted', () => bench.report?.sent === 2);
    await bench.restart();
    expect(bench.report?.queue).toBe(0);
  });

  test('are sent when the server was killed, once they have waited for a while, and are kept no longer than that', async () => {
    await using bench = await WebhookBench.start(target);
    target.answers.push(...Array.from({ length: 20 }, () => status(500)));
    bench.tell(1, 2);
    await bench.until('they are kept', () => existsSync(bench.pendingPath));
    target.answers.length = 0;
    await bench.restartAfterKill();
    await bench.until('both are sent', () => bench.report?.sent === 2);
    expect(target.taken.slice(-2).map(({ message }) => message.event.text)).toEqual(['number 1', 'number 2']);
    await bench.until('they are not kept any more', () => !existsSync(bench.pendingPath));
    await bench.restartAfterKill();
    expect(bench.report?.queue).toBe(0);
  });

  test('are sent though the server was killed again and again right after its start', async () => {
    await using bench = await WebhookBench.start(target);
    target.answers.push(...Array.from({ length: 20 }, () => status(500)));
    bench.tell(1, 2);
    await bench.until('they are kept', () => existsSync(bench.pendingPath));
    for (let kill = 0; kill < 3; kill++) await bench.restartAfterKill();
    target.answers.length = 0;
    await bench.until('both are sent', () => bench.report?.sent === 2);
    await bench.until('they are not kept any more', () => !existsSync(bench.pendingPath));
  });

  test('stay when the server ends before it has read them, or while it reads them', async () => {
    await using bench = await WebhookBench.start(target);
    target.answers.push(status(500));
    bench.tell(1);
    await until('it waits', () => bench.report?.state === 'retrying');
    await bench.restart();
    await bench.webhooks.close();
    for (const begin of [false, true]) {
      const early = bench.another();
      const starting = begin ? early.start() : undefined;
      await early.close();
      await starting;
      expect(existsSync(bench.pendingPath)).toBe(true);
    }
  });

  test('that arrive cost the disk nothing', async () => {
    await using bench = await WebhookBench.start(target);
    for (let number = 1; number <= 40; number++) {
      bench.tell(number);
      await until('it arrives', () => bench.report?.sent === number);
      await bench.clock.advance(1_000);
      expect(existsSync(bench.pendingPath)).toBe(false);
    }
  });

  test('that were kept are gone from the disk when they arrived', async () => {
    await using bench = await WebhookBench.start(target);
    target.answers.push(...Array.from({ length: 20 }, () => status(500)));
    bench.tell(1);
    await bench.until('it is kept', () => existsSync(bench.pendingPath));
    target.answers.length = 0;
    await bench.until('it is sent', () => bench.report?.sent === 1);
    await bench.until('it is not kept any more', () => !existsSync(bench.pendingPath));
  });

  test('are not sent when the webhook is switched on again', async () => {
    await using bench = await WebhookBench.start(target);
    target.answers.push(status(500));
    bench.tell(1, 2);
    await until('it waits', () => bench.report?.state === 'retrying');
    for (const enabled of [false, true]) {
      bench.settings = bench.settings.map((webhook) => ({ ...webhook, enabled }));
      bench.webhooks.apply();
    }
    bench.tell(3);
    const [, second] = await target.messages(2);
    expect(second?.message.event.text).toBe('number 3');
    expect(bench.report).toMatchObject({ queue: 0, dropped: 0 });
  });

  test('are not sent after a restart that took longer than the news lasts', async () => {
    await using bench = await WebhookBench.start(target);
    target.answers.push(status(500));
    bench.tell(1, 2);
    await until('it waits', () => bench.report?.state === 'retrying');
    await bench.restart(16 * 60_000);
    bench.tell(3);
    const [, second] = await target.messages(2);
    expect(second?.message.event.text).toBe('number 3');
    expect(bench.report).toMatchObject({ queue: 0, failed: 2 });
  });
});

test('/health does not tell where the messages go', async () => {
  await using bench = new WebhookBench({ url: 'http://192.168.7.9/hook' });
  await bench.webhooks.start();
  bench.tell(1);
  await until('it fails', () => bench.report?.failed === 1);
  expect(bench.report?.last?.problem?.message).toContain('192.168.7.9');
  expect(bench.webhooks.problems()[0]).toMatch(/^Webhook 'home' .* The target is in a private network\. If/);
  expect(bench.webhooks.problems()[0]).not.toContain('192.168.7.9');
});

describe('a test', () => {
  test('tells what came back, changes no counter and is not repeated', async () => {
    await using bench = await WebhookBench.start(target);
    const [webhook] = bench.settings;
    const { signal } = new AbortController();
    target.answers.push(status(500, {}, 'database is\ndown'));
    expect(await bench.webhooks.test(webhook as Webhook, signal)).toMatchObject({
      ...{ ok: false, status: 500, answer: 'database is down' },
      problem: { reason: 'server-error' },
    });
    expect(await bench.webhooks.test(webhook as Webhook, signal)).toMatchObject({ ok: true, status: 204 });
    expect(target.taken[0]?.message).toMatchObject({ type: 'test', event: { name: 'test' } });
    expect(bench.report).toMatchObject({ sent: 0, failed: 0, last: null });
  });
});
