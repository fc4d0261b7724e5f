import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressForNginx, nginxConfig, type NginxSites } from '../../../../server/proxy/nginx-config.ts';
import { TemporaryFolder } from '../config/temporary-folder.ts';
import { freePorts } from '../../../fixtures/free-ports.ts';
import { nginxMissing, nginxObjections, RealNginx } from '../../../fixtures/real-nginx.ts';

const sites = (cameras: NginxSites['cameras'], changes: Partial<NginxSites> = {}): NginxSites => ({
  cameras,
  server: '127.0.0.1:8000',
  ipv6: true,
  picture: { folder: '/srv/data', name: 'picture.jpg' },
  ...changes,
});

/** Ids that would be more than an id if they were taken as they are, also such as no configuration may have. */
const nastyIds = [
  '; } } server { listen 6666; location / { root /etc; } } #',
  '"; } server { listen 6666; }',
  "'; } server { listen 6666; }",
  '$host',
  '${document_root}',
  '\\',
  '\\";',
  '# comment',
  'a\nb',
  '../../api/cameras?',
  '%2e%2e%2f',
  'Küche 厨房 📷',
  '{}',
];

describe('the generated file', () => {
  test('has a server block for each camera and nothing else', () => {
    const text = nginxConfig(
      sites([
        { id: 'door', port: 8081 },
        { id: 'yard', port: 8090 },
      ]),
    );
    expect(text.match(/^server \{$/gm)).toHaveLength(2);
    expect(text.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^# /),
      expect.stringMatching(/^# /),
      '',
    ]);
    for (const line of [
      'listen 8081;',
      'listen [::]:8081;',
      'listen 8090;',
      'location / {\n        proxy_pass http://127.0.0.1:8000/cam/door/video;',
      'location /snapshot {\n        proxy_pass http://127.0.0.1:8000/cam/yard/snapshot;',
      'proxy_buffering off;',
      'proxy_set_header Host $http_host;',
    ]) {
      expect(text).toContain(line);
    }
  });

  test('has only comments without cameras, and no IPv6 where there is none', () => {
    expect(nginxConfig(sites([]))).toMatch(/^(# .*\n){2}$/);
    expect(nginxConfig(sites([{ id: 'a', port: 8081 }], { ipv6: false }))).not.toContain('[::]');
  });

  test('reaches the server where it listens', () => {
    expect(addressForNginx('0.0.0.0', 80)).toBe('127.0.0.1:80');
    expect(addressForNginx('::', 80)).toBe('127.0.0.1:80');
    expect(addressForNginx('::1', 80)).toBe('[::1]:80');
    expect(addressForNginx('192.168.1.5', 80)).toBe('192.168.1.5:80');
    expect(addressForNginx('pi.lan', 80)).toBe('pi.lan:80');
  });
});

describe.skipIf(nginxMissing)('a real nginx', () => {
  test('listens on the ports of the cameras and on no other, whatever their ids are', async () => {
    using folder = new TemporaryFolder();
    const ports = (await freePorts(nastyIds.length)).sort((a, b) => a - b);
    const cameras = nastyIds.map((id, index) => ({ id, port: ports[index] }));
    folder.write('cameras.conf', nginxConfig(sites(cameras)));
    await using nginx = await RealNginx.start(join(folder.path, 'cameras.conf'));
    expect(nginx.listeningPorts()).toEqual(ports.flatMap((port) => [port, port]));
  });

  test('accepts the file whatever ids and folders there are', () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, 'cameras.conf');
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(...nastyIds, ';', '}', '{', '"', "'", '$', '\\', '#', ' ', '%', '?', '*', '\t'),
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''));
    const folderName = text.map((name) => `/${name.replaceAll('\0', '')}`);
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), folderName, (ids, data) => {
        const cameras = ids.map((id, index) => ({ id, port: 20_000 + index }));
        const written = nginxConfig(sites(cameras, { picture: { folder: data, name: 'x.jpg' } }));
        writeFileSync(path, written);
        expect(nginxObjections(path)).toBe('');
        expect(written.match(/^ {4}listen \d+;$/gm)).toHaveLength(ids.length);
      }),
      { numRuns: 40 },
    );
  });
});
