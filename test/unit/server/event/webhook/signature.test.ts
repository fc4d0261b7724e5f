import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../../../fixtures/until.ts';
import { WebhookTarget, type TakenMessage } from '../../../../fixtures/webhook-target.ts';
import { documentAt } from '../../../docs/documents.ts';
import { secret, WebhookBench } from './webhook-bench.ts';

let target: WebhookTarget;
beforeEach(async () => {
  target = await WebhookTarget.start();
});
afterEach(() => target[Symbol.asyncDispose]());

describe('the signature', () => {
  const javascript = /```js\n([\s\S]*?)```/.exec(documentAt('.github/docs/events.md').text)?.[1] ?? '';
  const python = /```python\n([\s\S]*?)```/.exec(documentAt('.github/docs/events.md').text)?.[1] ?? '';
  type IsGenuine = (body: Buffer, header: unknown, secret: string, nowMs: number) => boolean;

  test.each([secret, 'sécrèt-密码-🔑'])(
    'is what the example in the documents checks, and it refuses another secret, body or time: %s',
    async (secret) => {
      await using bench = await WebhookBench.start(target, { secret });
      const path = join(bench.folder, 'example.mjs');
      writeFileSync(path, javascript);
      const { isGenuine } = (await import(pathToFileURL(path).href)) as { isGenuine: IsGenuine };
      bench.tell(1);
      const { body, headers } = (await target.messages(1))[0] as TakenMessage;
      const header = headers['rpicam-signature'];
      const nowMs = bench.clock.now().getTime();
      expect(isGenuine(body, header, secret, nowMs)).toBe(true);
      expect(isGenuine(body, header, `${secret}x`, nowMs)).toBe(false);
      expect(isGenuine(Buffer.concat([body, Buffer.from(' ')]), header, secret, nowMs)).toBe(false);
      expect(isGenuine(body, header, secret, nowMs + 301_000)).toBe(false);
      expect(isGenuine(body, undefined, secret, nowMs)).toBe(false);
    },
  );

  test.runIf(hasPython()).each([secret, 'sécrèt-密码-🔑'])(
    'is what the example in Python checks: %s',
    async (secret) => {
      await using bench = await WebhookBench.start(target, { secret });
      bench.clock.setWallClock(Date.now() - bench.clock.now().getTime());
      bench.tell(1);
      const { body, headers } = (await target.messages(1))[0] as TakenMessage;
      const ask = `${python}
import sys
body = sys.stdin.buffer.read()
print(is_genuine(body, sys.argv[1], sys.argv[2]), is_genuine(body, sys.argv[1], "other"), is_genuine(b"", sys.argv[1], sys.argv[2]))`;
      const header = String(headers['rpicam-signature']);
      const said = execFileSync('python3', ['-c', ask, header, secret], { input: body }).toString();
      expect(said.trim()).toBe('True False False');
    },
  );

  test('is left out where the webhook does not sign; without a secret nothing is sent', async () => {
    await using bench = await WebhookBench.start(target, { sign: false, secret: '' });
    bench.tell(1);
    expect((await target.messages(1))[0]?.headers['rpicam-signature']).toBeUndefined();
    bench.settings = bench.settings.map((webhook) => ({ ...webhook, sign: true }));
    bench.webhooks.apply();
    bench.tell(2);
    await until('it fails', () => bench.report?.failed === 1);
    expect(bench.report?.last?.problem?.reason).toBe('no-secret');
    expect(target.taken).toHaveLength(1);
  });
});

function hasPython(): boolean {
  try {
    execFileSync('python3', ['-c', '']);
    return true;
  } catch {
    return false;
  }
}
