import { expect, test } from 'vitest';
import { canonicalHost, hasHost } from '../../../../../server/contract/config/host-name.ts';
import { defaultConfig } from '../../../../../server/contract/config/config.ts';
import { parseSettingsPatch } from '../../../../../server/contract/config/settings-body.ts';
import { hostOf } from '../../../../../server/contract/config/webhook.ts';

test.each([
  ['[::1]', '::1'],
  ['::1', '::1'],
  ['[0:0:0:0:0:0:0:1]:8000', '::1'],
  ['0:0::1', '::1'],
  [' NAS.lan. ', 'nas.lan'],
  ['nas.lan:8123', 'nas.lan'],
  ['192.168.1.20', '192.168.1.20'],
  ['Küche.lan', 'xn--kche-0ra.lan'],
  ['', ''],
  ['me@nas.lan', 'me@nas.lan'],
  ['nas.lan/x', 'nas.lan/x'],
  ['[fe80::1%eth0]', 'fe80::1%eth0'],
])('the host %j is %j', (typed, host) => {
  expect(canonicalHost(typed)).toBe(host);
});

test.each([
  ['http://[::1]:8000/', '[::1]'],
  ['http://[::1]:8000/', '::1'],
  ['http://[::1]:8000/', '0:0:0:0:0:0:0:1'],
  ['http://küche.lan/', 'Küche.lan'],
  ['http://NAS.lan./', 'nas.lan'],
])('for %s, the private_host of a webhook counts as %j too', (url, private_host) => {
  const patched = parseSettingsPatch({ webhooks: [{ id: 'a', url, private_host }] }, defaultConfig());
  expect(patched).toMatchObject({ config: { webhooks: [{ private_host: hostOf(url) }] } });
});

test.each([
  ['rtsp://cam/door', true],
  ['rtsp://me:secret@[::1]:8554', true],
  ['HTTPS://nas', true],
  ['rtsp://', false],
  ['rtsp:///door', false],
  ['http:///door', false],
  ['http:\\\\door', false],
  ['nas', false],
])('%s names a host: %s', (url, does) => {
  expect(hasHost(url)).toBe(does);
});
