import { describe, expect, test } from 'vitest';
import { restoredConfig } from '../../../../../server/config/restored-config.ts';
import { configText, readConfigText } from '../../../../../server/config/config-text.ts';
import { withoutSecrets, withSecrets } from '../../../../../server/config/secrets.ts';
import { previewRestore } from '../../../../../renderer/settings/server/backup/restore-preview.ts';
import {
  configSchema,
  defaultConfig,
  type ServerConfig,
} from '../../../../../server/contract/config/config.ts';
import { parseSettingsPatch } from '../../../../../server/contract/config/settings-body.ts';
import { defaultUpload } from '../../../../../server/contract/config/upload.ts';

const secret = 'not-to-be-seen';
const complete = {
  enabled: true,
  endpoint: 'http://nas.lan:9000',
  bucket: 'cameras',
  access_key_id: 'me',
  secret_access_key: secret,
};
const patched = (upload: unknown, current: ServerConfig = defaultConfig()) =>
  parseSettingsPatch({ recordings: { upload } }, current);
function configured(): ServerConfig {
  const answer = patched(complete);
  if (!answer.ok) throw new Error('refused');
  return answer.config;
}
const secretIn = (answer: ReturnType<typeof patched>) =>
  answer.ok && answer.config.recordings.upload.secret_access_key;

describe('the setting recordings.upload', () => {
  test('is off, and is changed field by field', () => {
    expect(defaultConfig().recordings.upload.enabled).toBe(false);
    const slow = patched({ max_mbit_per_second: 4 }, configured());
    expect(slow).toMatchObject({
      config: { recordings: { upload: { ...complete, max_mbit_per_second: 4 }, segment_seconds: 300 } },
    });
    expect(patched({ max_mbit_per_second: null }, configured())).toMatchObject({ ok: true });
  });

  test('takes what people type around an address, a prefix and a key', () => {
    const typed = {
      ...complete,
      endpoint: ' https://s3.lan/ ',
      prefix: '/pi//porch/',
      access_key_id: ' me ',
    };
    expect(patched(typed)).toMatchObject({
      config: {
        recordings: { upload: { endpoint: 'https://s3.lan', prefix: 'pi/porch', access_key_id: 'me' } },
      },
    });
  });

  test.each([
    [{ endpoint: 'nas:9000' }, 'endpoint'],
    [{ endpoint: 'http://' }, 'endpoint'],
    [{ endpoint: 'http:///nas' }, 'endpoint'],
    [{ endpoint: 'http:///' }, 'endpoint'],
    [{ endpoint: 'http://me:secret@nas' }, 'endpoint'],
    [{ endpoint: 'http://nas/bucket' }, 'endpoint'],
    [{ endpoint: 'http://nas?x=1' }, 'endpoint'],
    [{ endpoint: 'ftp://nas' }, 'endpoint'],
    [{ bucket: 'a/b' }, 'bucket'],
    [{ bucket: 'ab' }, 'bucket'],
    [{ region: 'here now' }, 'region'],
    [{ prefix: '../other' }, 'prefix'],
    [{ prefix: 'a\nb' }, 'prefix'],
    [{ access_key_id: 'a b' }, 'access_key_id'],
    [{ max_mbit_per_second: 0 }, 'max_mbit_per_second'],
    [{ endpoint: '' }, 'enabled'],
    [{ bucket: '' }, 'enabled'],
  ])('is refused with %j, and the field is named', (wrong, field) => {
    const answer = patched({ ...complete, ...wrong });
    expect(answer).toMatchObject({ ok: false, kind: 'rules', field: `recordings.upload.${field}` });
  });

  test('says the true reason where a key is not in ASCII', () => {
    expect(patched({ ...complete, secret_access_key: 'schlüssel' })).toMatchObject({
      messages: [expect.stringContaining('ASCII')],
    });
  });

  test('is refused with a misspelled field, and the refusal does not show the secret', () => {
    const answer = patched({ ...complete, prefixx: 'a' });
    expect(answer).toMatchObject({ ok: false, kind: 'shape' });
    expect(JSON.stringify(patched({ ...complete, endpoint: 7 }))).not.toContain(secret);
    expect(JSON.stringify(patched({ ...complete, secret_access_key: [secret] }))).not.toContain(secret);
  });
});

describe('the secret of the key', () => {
  test('leaves the server in no answer, and comes back with what is saved', () => {
    const config = configured();
    const shown = withoutSecrets(config);
    expect(JSON.stringify(shown)).not.toContain(secret);
    expect(withSecrets(shown, config)).toMatchObject({ recordings: { upload: complete } });
    expect(restoredConfig({ ...shown }, { current: config, reservedPorts: [] })).toMatchObject({
      config: { recordings: { upload: complete } },
    });
  });

  test('is missing on another server, where a backup is restored with its uploads off, and says so', () => {
    const shown = { ...withoutSecrets(configured()) };
    expect(restoredConfig(shown, { current: defaultConfig(), reservedPorts: [] })).toMatchObject({
      config: { recordings: { upload: { ...complete, enabled: false, secret_access_key: '' } } },
      notes: [expect.stringContaining('Uploads of recordings are off')],
    });
    expect(configSchema.safeParse(shown).success).toBe(true);
    expect(previewRestore(JSON.stringify(shown), defaultConfig())).toMatchObject({ ok: true });
  });

  test('stays when it is blank or left out, for the same key only', () => {
    expect(secretIn(patched({ prefix: 'pi' }, configured()))).toBe(secret);
    expect(secretIn(patched({ secret_access_key: '' }, configured()))).toBe(secret);
    expect(secretIn(patched({ secret_access_key: 'new' }, configured()))).toBe('new');
    expect(secretIn(patched({ enabled: false, access_key_id: 'other' }, configured()))).toBe('');
    expect(patched({ access_key_id: 'other' }, configured())).toMatchObject({
      field: 'recordings.upload.enabled',
    });
  });
});

describe('a cameras.json', () => {
  const read = (upload: object) => readConfigText(JSON.stringify({ recordings: { keep_days: 3, upload } }));

  test('has the setting and its secret', () => {
    const { config, problems } = readConfigText(configText(configured()));
    expect(problems).toEqual([]);
    expect(config.recordings.upload).toEqual({ ...defaultUpload(), ...complete });
  });

  test('with a part of it missing uploads nothing, says so, and keeps all else', () => {
    const { config, problems } = read({ ...complete, bucket: undefined });
    expect(problems).toMatchObject([{ field: 'recordings.upload.enabled' }]);
    expect(config.recordings).toMatchObject({
      keep_days: 3,
      upload: { ...complete, bucket: '', enabled: false },
    });
  });

  test('with a wrong endpoint uploads nothing, and keeps all else', () => {
    const { config } = read({ ...complete, endpoint: 'nas' });
    expect(config.recordings).toMatchObject({ keep_days: 3, upload: { endpoint: '', enabled: false } });
  });
});
