import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { webhookAnswerSchema, webhookListSchema } from '../../../../../../server/contract/webhook.ts';
import { eventPageSchema } from '../../../../../../server/contract/event.ts';
import { secretsIn } from '../../../../../../server/cli/doctor/bundle/known-secrets.ts';
import { call } from '../../../../../fixtures/api-call.ts';
import { TestServer } from '../../../../../fixtures/running-server.ts';
import { until } from '../../../../../fixtures/until.ts';
import { status, WebhookTarget, type TakenMessage } from '../../../../../fixtures/webhook-target.ts';

const secret = 'never-to-be-shown-again';
/** Sees a person in each picture after some seconds. */
const people = `let count = 0;
export default async () => (++count === 20 ? { event: { name: 'person', text: 'at the door' } } : undefined);`;

describe('webhooks over HTTP', () => {
  let server: TestServer;
  let target: WebhookTarget;
  const settings = (webhooks: unknown) => call(server, 'PATCH', '/api/settings', { webhooks });
  const webhook = () => ({ id: 'home', url: target.url, secret, picture: 'attached' });
  const tried = async (body: object = {}, id = 'home') =>
    webhookAnswerSchema.parse((await call(server, 'POST', `/api/webhooks/${id}/test`, body)).body);

  beforeAll(async () => {
    target = await WebhookTarget.start();
    server = await TestServer.start({
      config: {
        cameras: [
          {
            ...{ id: 'door', name: 'Front door', device: 'test', width: 160, height: 120, fps: 10 },
            record: { mode: 'flight', before_seconds: 2, after_seconds: 1, on_events: ['person'] },
          },
        ],
      },
    });
    mkdirSync(join(server.dataFolder, 'hooks'), { recursive: true });
    writeFileSync(join(server.dataFolder, 'hooks/people.js'), people);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await target[Symbol.asyncDispose]();
  });

  test('are checked when they are set', async () => {
    const refused = async (entry: object) => (await settings([{ ...webhook(), ...entry }])).body;
    expect(await refused({ url: 'ftp://example.org/' })).toMatchObject({ field: 'webhooks.0.url' });
    expect(await refused({ url: 'http://me:secret@example.org/' })).toMatchObject({
      field: 'webhooks.0.url',
    });
    expect(await refused({ id: 'Not an id' })).toMatchObject({ field: 'webhooks.0.id' });
    expect(await refused({ url: 'http:///hook' })).toMatchObject({ field: 'webhooks.0.url' });
    expect(await refused({ secert: 'x' })).toMatchObject({ code: 'bad-shape' });
    expect(await refused({ secret: 'two words' })).toMatchObject({ field: 'webhooks.0.secret' });
    expect((await settings([webhook(), webhook()])).body).toMatchObject({ field: 'webhooks.1.id' });
    expect((await settings(Array(17).fill(webhook()))).status).toBe(400);
    // A secret of a wrong type is no reason to repeat it.
    expect(JSON.stringify((await settings([{ ...webhook(), secret: [secret] }])).body)).not.toContain(secret);
  });

  test('keep their secret, and nobody is shown it again', async () => {
    expect((await settings([webhook()])).status).toBe(200);
    const shown = [];
    for (const path of [
      '/api/settings',
      '/api/cameras',
      '/api/webhooks',
      '/api/backup',
      '/health',
      '/metrics',
    ])
      shown.push(JSON.stringify((await call(server, 'GET', path)).body));
    expect(shown.join('')).not.toContain(secret);
    // It comes back blank, as a page sends it.
    const { body } = await call(server, 'GET', '/api/settings');
    const [saved] = (body as { webhooks: object[] }).webhooks;
    expect(saved).toMatchObject({ id: 'home', url: target.url, secret: '', enabled: true, sign: true });
    expect((await settings([saved])).status).toBe(200);
    expect(readFileSync(server.configPath, 'utf8')).toContain(secret);
    // Another webhook does not inherit it.
    await settings([{ ...saved, id: 'other' }]);
    expect(readFileSync(server.configPath, 'utf8')).not.toContain(secret);
    await settings([webhook()]);
    // The support archive finds it in the file, to remove it everywhere else.
    expect(secretsIn(readFileSync(server.configPath, 'utf8'))).toContain(secret);
  });

  test('are restored from a backup without their secret: switched off where nobody knows it', async () => {
    const backup = (await call(server, 'GET', '/api/backup')).body as { config: { webhooks: object[] } };
    expect((await call(server, 'POST', '/api/restore', backup)).status).toBe(200);
    expect(readFileSync(server.configPath, 'utf8')).toContain(secret);
    const foreign = structuredClone(backup);
    foreign.config.webhooks = [{ ...webhook(), secret: '', id: 'elsewhere' }];
    const restored = await call(server, 'POST', '/api/restore', foreign);
    expect(JSON.stringify(restored.body)).toContain("Webhook 'elsewhere' is off");
    await settings([webhook()]);
  });

  test('to this machine are refused until the owner allows that host', async () => {
    expect(await tried()).toMatchObject({ ok: false, status: null, problem: { reason: 'private-address' } });
    expect(target.taken).toEqual([]);
    expect(await tried({ private_host: '127.0.0.1' })).toMatchObject({ ok: true, status: 204 });
    // Nothing was saved.
    expect(await tried()).toMatchObject({ ok: false });
    expect((await call(server, 'POST', '/api/webhooks/nobody/test', {})).status).toBe(404);
    // One that is not saved yet.
    const unsaved = { url: target.url, private_host: '127.0.0.1', sign: false };
    target.answers.push(status(302, { Location: 'http://127.0.0.1:1/' }));
    expect(await tried(unsaved, 'new')).toMatchObject({ status: 302, problem: { reason: 'redirect' } });
  });

  test('tell of an event of a hook with its picture; the flight recorder saves the seconds around it', async () => {
    await settings([{ ...webhook(), private_host: '127.0.0.1' }]);
    target.taken.length = 0;
    await call(server, 'PATCH', '/api/cameras/door', { hooks: [{ hook: 'people.js', run: 'always' }] });
    const { message } = (await target.messages(1))[0] as TakenMessage;
    expect(message).toMatchObject({
      type: 'event',
      event: { camera: 'door', camera_name: 'Front door', source: 'hook:people.js', name: 'person' },
      picture: { media_type: 'image/jpeg' },
    });
    expect(Buffer.from(message.picture?.base64 ?? '', 'base64').readUInt16BE(0)).toBe(0xffd8);
    const covered = await until('the event is recorded', async () => {
      const { body } = await call(server, 'GET', '/api/event-log?name=person');
      return eventPageSchema.parse(body).events[0]?.recording;
    });
    // Seconds before it are there, too.
    expect(covered.offset_ms).toBeGreaterThan(500);
    const metrics = await (await server.fetch('/metrics')).text();
    expect(metrics).toContain('rpicam_event_saves_total{camera="door",outcome="saved"} 1');
    expect(metrics).toContain('rpicam_webhook_deliveries_total{webhook="home",outcome="sent"} 1');
    const { webhooks } = webhookListSchema.parse((await call(server, 'GET', '/api/webhooks')).body);
    expect(webhooks[0]).toMatchObject({
      id: 'home',
      has_secret: true,
      sent: 1,
      last: { ok: true, event: 'person' },
    });
    expect(server.output).not.toContain('very-secret-path');
    expect(server.output).not.toContain(secret);
  });
});
