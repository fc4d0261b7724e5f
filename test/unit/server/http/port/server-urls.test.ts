import { expect, test } from 'vitest';
import { lanUrls } from '../../../../../server/http/port/server-urls.ts';
import { parseServerOptions } from '../../../../../server/server-options.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';

const ipv4 = (address: string, internal = false) => ({
  family: 'IPv4' as const,
  ...{ address, internal, netmask: '255.255.255.0', mac: '00:00:00:00:00:00', cidr: null },
});
const interfaces = {
  lo: [ipv4('127.0.0.1', true)],
  eth0: [ipv4('192.168.1.20')],
  docker0: [ipv4('172.17.0.1')],
  'br-0a1b': [ipv4('172.18.0.1')],
  wlan0: [ipv4('10.0.0.5'), { ...ipv4('fe80::1'), family: 'IPv6' as const, scopeid: 2 }],
};

test('other machines find it at its addresses in the LAN, not at those of this machine or of containers', () => {
  expect(lanUrls('0.0.0.0', 8000, 'https', interfaces)).toEqual([
    'https://192.168.1.20:8000',
    'https://10.0.0.5:8000',
  ]);
  expect(lanUrls('192.168.1.20', 8000, 'http', interfaces)).toEqual(['http://192.168.1.20:8000']);
  for (const host of ['fd00::5', '[fd00::5]']) {
    expect(lanUrls(host, 8000, 'http', interfaces)).toEqual(['http://[fd00::5]:8000']);
  }
});

test.each(['127.0.0.1', '127.0.1.1', '::1', 'localhost'])('at %s nobody else finds it', (host) => {
  expect(lanUrls(host, 8000, 'http', interfaces)).toEqual([]);
});

test('it listens at an address in the brackets of URLs, too', () => {
  expect(parseServerOptions(['--host', '[::1]'], {})).toMatchObject({ host: '::1' });
});

test('/health names them, with the port it really has', async () => {
  await using server = await ServerHere.start({ config: { cameras: [] }, args: ['--host', '0.0.0.0'] });
  const { port } = new URL(server.url);
  expect((await server.health()).addresses).toEqual(lanUrls('0.0.0.0', Number(port), 'http'));
});
