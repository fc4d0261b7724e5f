import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { readConfigFile, writeConfigFile } from '../../../../server/config/config-file.ts';
import { removeLeftovers, replaceFile } from '../../../../server/config/whole-file.ts';
import { defaultConfig, type ServerConfig } from '../../../../server/contract/config/config.ts';
import { mountMissing, TemporaryFolder } from './temporary-folder.ts';

const config = (id: string): ServerConfig => ({
  ...defaultConfig(),
  cameras: [{ id, name: id, device: 0, port: 8081 }],
});
const ids = (read: { config: ServerConfig }) => read.config.cameras.map(({ id }) => id);

describe('a file that is replaced', () => {
  test('that is a link stays one', async () => {
    using folder = new TemporaryFolder();
    mkdirSync(join(folder.path, 'real'));
    symlinkSync('real/config.json', join(folder.path, 'cameras.json'));
    folder.write('real/config.json', '{}');
    await writeConfigFile(folder.path, config('a'));
    expect(JSON.parse(folder.read('real/config.json'))).toMatchObject(config('a'));
    expect(ids(await readConfigFile(folder.path))).toEqual(['a']);
  });

  test.skipIf(process.getuid?.() !== 0)('keeps its owner when root writes it', async () => {
    using folder = new TemporaryFolder();
    folder.write('cameras.json', '{}');
    chownSync(join(folder.path, 'cameras.json'), 1234, 2345);
    await writeConfigFile(folder.path, config('a'));
    expect(statSync(join(folder.path, 'cameras.json'))).toMatchObject({ uid: 1234, gid: 2345 });
  });

  test('takes what a killed writer left behind with it, but nothing else', async () => {
    using folder = new TemporaryFolder();
    const old = ['cameras.json.0123456789ab.tmp', 'cameras.json.last-good.0123456789ab.tmp'];
    const others = ['cameras.json.bak', 'cameras.json.notes.tmp', 'other.0123456789ab.tmp'];
    for (const name of [...old, ...others]) {
      folder.write(name, 'x');
      utimesSync(join(folder.path, name), 0, 0);
    }
    folder.write('cameras.json.ba9876543210.tmp', 'of a writer that is at work');
    await writeConfigFile(folder.path, config('a'));
    const kept = ['cameras.json', 'cameras.json.last-good', 'cameras.json.ba9876543210.tmp', ...others];
    expect(readdirSync(folder.path).sort()).toEqual(kept.sort());
  });

  test('is on the disk, and so is its name, before the write is told to be done', async () => {
    using folder = new TemporaryFolder();
    const path = join(folder.path, 'a.json');
    const synced: string[] = [];
    // All handles share one prototype: each real sync is counted, with what was in place then.
    await using handle = await open(folder.path);
    const prototype = Object.getPrototypeOf(handle) as typeof handle;
    const sync = vi.spyOn(prototype, 'sync').mockImplementation(async function (this: typeof handle) {
      const isFolder = (await this.stat()).ino === statSync(folder.path).ino;
      synced.push(`${isFolder ? 'folder' : 'file'} with ${readdirSync(folder.path).join()}`);
    });
    try {
      await replaceFile(path, 'new');
    } finally {
      sync.mockRestore();
    }
    expect(synced).toEqual([expect.stringMatching(/^file with a\.json\.\w+\.tmp$/), 'folder with a.json']);
    expect(folder.read('a.json')).toBe('new');
  });

  test('leaves nothing beside it when another thing is in its place', async () => {
    using folder = new TemporaryFolder();
    mkdirSync(join(folder.path, 'a.json'));
    await expect(replaceFile(join(folder.path, 'a.json'), 'new')).rejects.toMatchObject({
      code: 'not-a-file',
    });
    expect(readdirSync(folder.path)).toEqual(['a.json']);
  });

  test.skipIf(mountMissing)('leaves nothing beside it on a full disk', async () => {
    using folder = new TemporaryFolder();
    using disk = folder.mount('disk', '-t', 'tmpfs', '-o', 'size=16k', 'tmpfs');
    await replaceFile(join(disk.path, 'a.json'), 'old');
    const full = replaceFile(join(disk.path, 'a.json'), 'x'.repeat(20_000));
    await expect(full).rejects.toMatchObject({ code: 'disk-full' });
    expect(readdirSync(disk.path)).toEqual(['a.json']);
    expect(readFileSync(join(disk.path, 'a.json'), 'utf8')).toBe('old');
  });

  test('takes young leftovers too where no other process writes, and follows no link', async () => {
    using folder = new TemporaryFolder();
    const others = ['a.json.notes.tmp', 'a.json.0123456789AB.tmp', 'b.json.0123456789ab.tmp'];
    for (const name of [...others, 'a.json.0123456789ab.tmp']) folder.write(name, 'x');
    symlinkSync('b.json.0123456789ab.tmp', join(folder.path, 'a.json.aaaaaaaaaaaa.tmp'));
    mkdirSync(join(folder.path, 'a.json.bbbbbbbbbbbb.tmp'));
    await removeLeftovers(join(folder.path, 'a.json'));
    const links = ['a.json.aaaaaaaaaaaa.tmp', 'a.json.bbbbbbbbbbbb.tmp'];
    expect(readdirSync(folder.path).sort()).toEqual([...others, ...links].sort());
  });

  test('is whole at any moment, also when its writer is killed', async () => {
    using folder = new TemporaryFolder();
    const expectWhole = (name: string) => {
      const { cameras } = JSON.parse(folder.read(name)) as ServerConfig;
      expect(cameras).toHaveLength(64);
      expect(new Set(cameras.map((camera) => camera.name)).size).toBe(1);
    };
    for (let kill = 0; kill < 6; kill++) {
      const writer = spawn(process.execPath, [join(import.meta.dirname, 'steady-writer.ts'), folder.path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(writer, 'exit');
      try {
        await once(writer.stdout, 'data');
        for (let look = 0; look < 300; look++) expect(folder.read('cameras.json').slice(-2)).toBe('}\n');
      } finally {
        writer.kill('SIGKILL');
      }
      expect(await exited).toEqual([null, 'SIGKILL']);
      expectWhole('cameras.json');
      expectWhole('cameras.json.last-good');
      expect(await readConfigFile(folder.path)).toMatchObject({
        state: 'good',
        source: 'file',
        problems: [],
      });
    }
  });

  test.skipIf(mountMissing)('is written to where Docker mounted the file itself', async () => {
    using folder = new TemporaryFolder();
    folder.write('outside.json', '{}');
    folder.write('cameras.json', '');
    using mount = folder.mount('cameras.json', '--bind', join(folder.path, 'outside.json'));
    expect(mount.mounted).toBe(true);
    await writeConfigFile(folder.path, config('a'));
    expect(JSON.parse(folder.read('outside.json'))).toMatchObject(config('a'));
    expect(ids(await readConfigFile(folder.path))).toEqual(['a']);
    expect(readdirSync(folder.path).sort()).toEqual([
      'cameras.json',
      'cameras.json.last-good',
      'outside.json',
    ]);
  });
});
