import { describe, expect, test } from 'vitest';
import { configEtag } from '../../../../server/config/config-etag.ts';
import { defaultConfig } from '../../../../server/contract/config/config.ts';
import { camera } from './store-setting.ts';

const config = { ...defaultConfig(), cameras: [camera('a', { device: 'http://me:hush@cam/' })] };

describe('the ETag of a configuration', () => {
  test('is another for whatever it shows', () => {
    const others = [
      { ...config, host: 'pi.lan' },
      { ...config, cameras: [] },
      { ...config, cameras: [camera('a')] },
      { ...config, auth: { ...config.auth, username: 'me' } },
      { ...config, auth_error: 'broken' },
    ];
    expect(new Set([config, ...others].map(configEtag)).size).toBe(others.length + 1);
  });

  test('tells nothing about secrets', () => {
    const secret = {
      ...config,
      auth: { ...config.auth, password: 'sesame' },
      cameras: [camera('a', { device: 'http://me:other@cam/' })],
    };
    expect(configEtag(secret)).toBe(configEtag(config));
  });
});
