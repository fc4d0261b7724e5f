import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../../../fixtures/until.ts';
import { WebhookTarget } from '../../../../fixtures/webhook-target.ts';
import { WebhookBench } from './webhook-bench.ts';

let target: WebhookTarget;
beforeEach(async () => {
  target = await WebhookTarget.start();
});
afterEach(() => target[Symbol.asyncDispose]());

describe('addresses', () => {
  const reasonOf = async (bench: WebhookBench) => {
    await until('it is refused', () => bench.report?.last);
    return bench.report?.last?.problem?.reason;
  };

  test.each([
    ['this machine', 'http://127.0.0.1:PORT/', '', 'private-address'],
    ['this machine as one number', 'http://2130706433:PORT/', '', 'private-address'],
    ['this machine in IPv6', 'http://[::ffff:127.0.0.1]:PORT/', '', 'private-address'],
    [
      'this machine, where another host is allowed',
      'http://127.0.0.1:PORT/',
      'homeassistant.lan',
      'private-address',
    ],
    [
      'the metadata of a cloud, even allowed',
      'http://169.254.169.254/',
      '169.254.169.254',
      'forbidden-address',
    ],
    ['a link-local address, even allowed', 'http://[fe80::1]/', 'fe80::1', 'forbidden-address'],
  ])('of %s are refused', async (_what, url, private_host, reason) => {
    await using bench = new WebhookBench({ url: url.replace('PORT', String(target.port)), private_host });
    await bench.webhooks.start();
    bench.tell(1);
    expect(await reasonOf(bench)).toBe(reason);
    expect(target.taken).toEqual([]);
  });

  test.each([
    [['127.0.0.1'], 'private-address'],
    [['169.254.169.254'], 'forbidden-address'],
    [['::ffff:169.254.169.254'], 'forbidden-address'],
    [[], 'no-host'],
  ])('that a name leads to are checked: %j', async (found, reason) => {
    await using bench = new WebhookBench({ url: `http://innocent.example:${target.port}/` });
    bench.dns = [found];
    await bench.webhooks.start();
    bench.tell(1);
    expect(await reasonOf(bench)).toBe(reason);
    expect(target.taken).toEqual([]);
  });

  test('of a name that is allowed are used, but not those of a cloud that it leads to as well', async () => {
    await using bench = new WebhookBench({
      url: `http://homeassistant.lan:${target.port}/`,
      private_host: 'homeassistant.lan',
    });
    bench.dns = [['169.254.169.254', '127.0.0.1']];
    await bench.webhooks.start();
    bench.tell(1);
    expect((await target.messages(1))[0]?.headers.host).toBe(`homeassistant.lan:${target.port}`);
  });

  test('are looked up once for an attempt: a name that leads elsewhere a moment later changes nothing', async () => {
    await using rebound = await WebhookTarget.start('127.0.0.2');
    await using bench = new WebhookBench({
      url: `http://rebinding.example:${rebound.port}/`,
      private_host: 'rebinding.example',
    });
    // Nothing listens at the first address; a second lookup would lead to the other target.
    bench.dns = [['127.0.0.3'], ['127.0.0.2']];
    await bench.webhooks.start();
    bench.tell(1);
    expect(await reasonOf(bench)).toBe('unreachable');
    expect(bench.searched).toEqual(['rebinding.example']);
    expect(rebound.taken).toEqual([]);
  });
});
