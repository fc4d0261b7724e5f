import { expect, test } from 'vitest';
import { defaultConfig } from '../../../../../server/contract/config/config.ts';
import { parseSettingsPatch } from '../../../../../server/contract/config/settings-body.ts';

const patched = (secret: string) =>
  parseSettingsPatch({ webhooks: [{ id: 'a', url: 'https://example.org/', secret }] }, defaultConfig());

test.each(['sécrèt-abcdefghijklmnop', '密码-пароль', '🔑🔑', '!"#~'])(
  'the secret %j is kept as it is',
  (secret) => {
    expect(patched(secret)).toMatchObject({ config: { webhooks: [{ secret }] } });
  },
);

test.each(['two words', 'a\u00a0b', 'a\u3000b', 'a\tb', 'a\u200bb', 'a\u202eb', 'a\ud800', 'a\u0007'])(
  'the secret %j is refused: nobody sees what is in it',
  (secret) => {
    expect(patched(secret)).toMatchObject({
      field: 'webhooks.0.secret',
      messages: ['webhooks secret must not have spaces or characters that nobody sees.'],
    });
  },
);
