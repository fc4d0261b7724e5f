import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfigFile, writeConfigFile } from '../../../../server/config/config-file.ts';
import { maxControls } from '../../../../server/contract/config/camera.ts';
import { parseConfigBody } from '../../../../server/contract/config/config-body.ts';
import { defaultConfig, maxCameras, type ServerConfig } from '../../../../server/contract/config/config.ts';
import { mountMissing, TemporaryFolder } from './temporary-folder.ts';

const config = (...ids: string[]): ServerConfig => ({
  ...defaultConfig(),
  auth: { enabled: true, protect_streams: true, protect_status: false, username: 'u', password: 'pässword' },
  cameras: ids.map((id, index) => ({ id, name: id, device: index, port: 8081 + index })),
});
const ids = (read: { config: ServerConfig }) => read.config.cameras.map(({ id }) => id);

describe('a configuration file', () => {
  test('that is not there means the defaults, and nothing is written', async () => {
    using folder = new TemporaryFolder();
    expect(await readConfigFile(folder.path)).toMatchObject({
      state: 'missing',
      source: 'nowhere',
      problems: [],
      config: defaultConfig(),
    });
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('is read as it was written, for its owner only, with two blanks of indent', async () => {
    using folder = new TemporaryFolder();
    const written = await writeConfigFile(folder.path, config('a', 'b'));
    const read = await readConfigFile(folder.path);
    expect(read).toMatchObject({
      state: 'good',
      source: 'file',
      problems: [],
      portsAssigned: false,
      text: written,
    });
    expect(read.config).toMatchObject(config('a', 'b'));
    expect(folder.read('cameras.json')).toBe(written);
    expect(written).toMatch(/^\{\n {2}"host": "0\.0\.0\.0",\n {2}"auth": \{\n {4}"enabled": true,/);
    expect(readdirSync(folder.path)).toEqual(['cameras.json', 'cameras.json.last-good']);
    for (const name of readdirSync(folder.path))
      expect(statSync(join(folder.path, name)).mode & 0o777).toBe(0o600);
  });

  test('can hold the largest configuration there may be', async () => {
    using folder = new TemporaryFolder();
    const controls = Array.from({ length: maxControls }, (_, index) => [
      `${'c'.repeat(60)}${index}`,
      -0x7fff_ffff,
    ]);
    const camera = {
      name: '\u{1f4f7}'.repeat(100),
      device: `test:${'厨'.repeat(1_995)}`,
      controls: Object.fromEntries(controls),
    };
    const cameras = config(
      ...Array.from({ length: maxCameras }, (_, index) => '厨'.repeat(62) + index),
    ).cameras;
    const parsed = parseConfigBody({ cameras: cameras.map((fields) => ({ ...fields, ...camera })) });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed).slice(0, 1_000));
    await writeConfigFile(folder.path, parsed.config);
    expect(statSync(join(folder.path, 'cameras.json')).size).toBeGreaterThan(900_000);
    expect(await readConfigFile(folder.path)).toMatchObject({
      state: 'good',
      problems: [],
      config: parsed.config,
    });
  });

  test.each<[string, (path: string) => void, RegExp]>([
    [
      'is cut',
      (path) => writeFileSync(path, readFileSync(path).subarray(0, 200)),
      /^cameras\.json is not valid JSON \(line \d+, column \d+: .* is expected there\); it cannot be used\.$/,
    ],
    ['is empty', (path) => writeFileSync(path, ''), /line 1, column 1/],
    [
      'is too large',
      (path) => writeFileSync(path, Buffer.alloc(2 * 1024 * 1024 + 1, ' ')),
      /^cameras\.json is larger than 2097152 bytes; it cannot be used\. The next save sets it aside\.$/,
    ],
    ['is a list', (path) => writeFileSync(path, '[]'), /has to be an object in braces/],
    [
      'has no list of cameras',
      (path) => writeFileSync(path, '{"cameras": null}'),
      /cameras has to be a list in brackets/,
    ],
    [
      'is a folder',
      replace((path) => mkdirSync(path)),
      /^cameras\.json is not a file but a folder; it .+ Move it away, then save/,
    ],
    ['is a pipe', replace((path) => spawnSync('mkfifo', [path])), /is not a file but a named pipe/],
    [
      'leads round in a circle',
      replace((path) => symlinkSync(path, path)),
      /is a link that leads round in a circle/,
    ],
  ])('that %s gives way to the last good copy and is not touched', async (_what, spoil, message) => {
    using folder = new TemporaryFolder();
    await writeConfigFile(folder.path, config('a', 'b'));
    spoil(join(folder.path, 'cameras.json'));
    const read = await readConfigFile(folder.path);
    expect(read).toMatchObject({ state: 'broken', source: 'last-good' });
    expect(read.config).toMatchObject(config('a', 'b'));
    expect(read.config.auth_error).toBeUndefined();
    expect(read.problems).toEqual([
      {
        message: expect.stringMatching(message) as string,
        ...(message.source.includes('brackets') && { field: 'cameras' }),
      },
      { message: `The last good copy is used instead: ${join(folder.path, 'cameras.json.last-good')}` },
    ]);
    expect(readdirSync(folder.path).sort()).toEqual(['cameras.json', 'cameras.json.last-good']);
  });

  test('that is broken, without a copy, opens nothing', async () => {
    using folder = new TemporaryFolder();
    for (const copy of [undefined, '{', '[]']) {
      folder.write('cameras.json', '{"auth": ');
      if (copy) folder.write('cameras.json.last-good', copy);
      const { state, source, config: closed, problems } = await readConfigFile(folder.path);
      expect({ state, source }).toEqual({ state: 'broken', source: 'nowhere' });
      expect(closed).toMatchObject({
        cameras: [],
        auth: { enabled: true, protect_streams: true, password: '' },
      });
      expect(closed.auth_error).toMatch(/line 1, column 10/);
      expect(problems).toHaveLength(copy ? 2 : 1);
    }
  });

  test('that is gone leaves the last good copy in force, or closed doors when that is broken', async () => {
    using folder = new TemporaryFolder();
    folder.write('cameras.json.last-good', JSON.stringify(config('a')));
    const read = await readConfigFile(folder.path);
    expect(read).toMatchObject({ state: 'missing', source: 'last-good', text: undefined });
    expect(ids(read)).toEqual(['a']);
    expect(read.problems[0]?.message).toMatch(
      /is missing; the last good copy is used\. To start without cameras, delete .*last-good too\.$/,
    );
    folder.write('cameras.json.last-good', '');
    expect(await readConfigFile(folder.path)).toMatchObject({
      state: 'missing',
      source: 'nowhere',
      config: { auth: { enabled: true } },
    });
  });

  test('that is partly wrong is served as far as it goes, not replaced by the copy', async () => {
    using folder = new TemporaryFolder();
    await writeConfigFile(folder.path, config('a', 'b'));
    folder.write(
      'cameras.json',
      JSON.stringify({ cameras: [...config('a', 'b', 'c').cameras, { id: 'd' }] }),
    );
    const read = await readConfigFile(folder.path);
    expect(read).toMatchObject({ state: 'partial', source: 'file' });
    expect(ids(read)).toEqual(['a', 'b', 'c']);
  });

  test('that is not UTF-8 is read as far as it goes', async () => {
    using folder = new TemporaryFolder();
    writeFileSync(
      join(folder.path, 'cameras.json'),
      Buffer.from('{"cameras": [{"id": "a", "name": "K\xfcche", "device": 0}]}', 'latin1'),
    );
    const read = await readConfigFile(folder.path);
    expect(read.config.cameras).toMatchObject([{ name: 'K\ufffdche' }]);
    expect(read.problems).toEqual([
      { message: 'cameras.json is not wholly UTF-8: some letters are lost. Save it as UTF-8.' },
    ]);
  });
});

describe('a folder that cannot be used', () => {
  test('is named', async () => {
    using folder = new TemporaryFolder();
    folder.write('file', '');
    for (const path of [join(folder.path, 'gone'), join(folder.path, 'file')]) {
      const error = {
        name: 'ConfigFileError',
        code: 'no-folder',
        message: expect.stringContaining(path) as string,
      };
      await expect(readConfigFile(path)).rejects.toMatchObject(error);
      await expect(writeConfigFile(path, config('a'))).rejects.toMatchObject(error);
    }
    mkdirSync(join(folder.path, 'cameras.json'));
    const error = { code: 'not-a-file', path: join(folder.path, 'cameras.json') };
    await expect(writeConfigFile(folder.path, config('a'))).rejects.toMatchObject(error);
  });

  const otherUser = [
    '--reuid=65534',
    '--regid=65534',
    '--clear-groups',
    process.execPath,
    '--input-type=module',
    '-e',
  ];
  const asOtherUser = (code: string) => spawnSync('setpriv', [...otherUser, code], { encoding: 'utf8' });
  const cannotBeOther = asOtherUser('').status !== 0;

  test.skipIf(cannotBeOther)('says that permission is missing, to read or to write', async () => {
    using folder = new TemporaryFolder();
    await writeConfigFile(folder.path, config('a'));
    const program = `
      import { readConfigFile, writeConfigFile } from ${JSON.stringify(join(import.meta.dirname, '../../../../server/config/config-file.ts'))};
      const folder = ${JSON.stringify(folder.path)};
      const read = await readConfigFile(folder).catch((error) => error);
      const written = await writeConfigFile(folder, ${JSON.stringify(config('b'))}).catch((error) => error);
      console.log(JSON.stringify({ read: read.code ?? read.problems[0].message, written: written.code }));
    `;
    chmodSync(folder.path, 0o700);
    expect(asOtherUser(program).stdout).toBe('{"read":"no-permission","written":"no-permission"}\n');
    chmodSync(folder.path, 0o755);
    expect(asOtherUser(program).stdout).toBe(
      '{"read":"cameras.json cannot be read (EACCES); it cannot be used. Let the user that runs the server read it, and see whether the disk is well.","written":"no-permission"}\n',
    );
    expect(ids(await readConfigFile(folder.path))).toEqual(['a']);
  });

  test.skipIf(mountMissing)(
    'says that the disk is full or read-only, and the file stays as it was',
    async () => {
      using folder = new TemporaryFolder();
      using disk = folder.mount('disk', '-t', 'tmpfs', '-o', 'size=16k', 'tmpfs');
      await writeConfigFile(disk.path, config('a'));
      const large = config(...Array.from({ length: 60 }, (_, index) => `cam${index}`));
      await expect(writeConfigFile(disk.path, large)).rejects.toMatchObject({ code: 'disk-full' });
      expect(readdirSync(disk.path).sort()).toEqual(['cameras.json', 'cameras.json.last-good']);
      expect(ids(await readConfigFile(disk.path))).toEqual(['a']);
      spawnSync('mount', ['-o', 'remount,ro', disk.path]);
      await expect(writeConfigFile(disk.path, config('b'))).rejects.toMatchObject({ code: 'read-only' });
      expect(ids(await readConfigFile(disk.path))).toEqual(['a']);
    },
  );
});

function replace(make: (path: string) => unknown): (path: string) => void {
  return (path) => {
    spawnSync('rm', [path]);
    make(path);
  };
}
