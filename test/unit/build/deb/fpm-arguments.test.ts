import { describe, expect, test } from 'vitest';
import { parseFpmArguments } from '../../../../build/deb/fpm-arguments.ts';

const needed = [
  ...['-s', 'dir', '--force', '-t', 'deb', '-d', 'ffmpeg', '-d', 'a | b', '--deb-recommends', 'cage'],
  ...[
    '--deb-compression',
    'xz',
    '--architecture',
    'arm64',
    '--after-install',
    '/tmp/x',
    '--description',
    'one\n two',
  ],
  ...[
    '--version',
    '1.2.3',
    '--package',
    '/out/p.deb',
    '--name',
    'Thing',
    '--maintainer',
    'M <m@x>',
    '--vendor',
    'V',
  ],
  ...['--url', 'https://x', '--deb-priority', 'optional', '--license', 'MIT'],
];

describe('the arguments that electron-builder gives fpm', () => {
  test('become a request for a package', () => {
    const words = [...needed, '--before-remove=prerm', 'a/=/opt/thing', 'x=y.png=/usr/share/x.png'];
    expect(parseFpmArguments(words)).toEqual({
      name: 'thing',
      version: '1.2.3',
      architecture: 'arm64',
      maintainer: 'M <m@x>',
      description: 'one\n two',
      output: '/out/p.deb',
      compression: 'xz',
      fields: { Homepage: 'https://x', Priority: 'optional' },
      relations: { Depends: ['ffmpeg', 'a | b'], Recommends: ['cage'] },
      conffiles: [],
      scripts: { postinst: '/tmp/x', prerm: 'prerm' },
      files: [
        { from: 'a/', to: '/opt/thing' },
        { from: 'x=y.png', to: '/usr/share/x.png' },
      ],
    });
  });

  test.each([
    ['an argument nobody knows', [...needed, '--rpm-os', 'linux'], 'unknown argument of fpm: --rpm-os'],
    ['an option without its value', [...needed, '--category'], '--category needs a value'],
    ['a word that is no mapping', [...needed, 'thing'], 'neither an option nor'],
    ['another kind of package', ['-s', 'dir', '-t', 'rpm'], 'only "-s dir -t deb" can be built'],
    ['a missing name', ['-s', 'dir', '-t', 'deb'], '--name is missing'],
  ])('are refused with %s', (_what, words, message) => {
    expect(() => parseFpmArguments(words)).toThrow(message);
  });
});
