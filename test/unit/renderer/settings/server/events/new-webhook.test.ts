import { describe, expect, test } from 'vitest';
import { newWebhook, withUrl } from '../../../../../../renderer/settings/server/events/new-webhook.ts';
import { webhookSchema } from '../../../../../../server/contract/config/webhook.ts';

describe('a new webhook', () => {
  test('has a free id and a secret of its own, and needs only an address', () => {
    const first = newWebhook([]);
    const second = newWebhook([first]);
    expect([first.id, second.id]).toEqual(['webhook-1', 'webhook-2']);
    expect(first.secret).toHaveLength(32);
    expect(second.secret).not.toBe(first.secret);
    expect(webhookSchema.safeParse({ ...first, url: 'https://example.org/hook' }).success).toBe(true);
  });

  test('loses the permission for a private network with another host, and keeps it with another path', () => {
    const webhook = { ...newWebhook([]), url: 'http://192.168.1.5/a', private_host: '192.168.1.5' };
    expect(withUrl(webhook, 'http://192.168.1.5:8123/b').private_host).toBe('192.168.1.5');
    expect(withUrl(webhook, 'http://192.168.1.50/a').private_host).toBe('');
    expect(withUrl(webhook, 'http://[::1]/').private_host).toBe('');
    expect(withUrl(webhook, 'http').private_host).toBe('');
  });
});
