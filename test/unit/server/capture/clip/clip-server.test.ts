import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jpeg } from '../../../../fixtures/images.ts';
import { jpegSize } from '../../../../fixtures/jpeg-size.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { wholeFile } from '../../recording/whole-file.ts';

const camera = (id: string, device: string) => ({ id, name: id, device });

/** A file as the server's own recorder writes it. */
const recording = () =>
  wholeFile(
    {
      ...{ camera: { id: 'door', name: 'Door' }, startedAt: new Date(), clock: 'synchronised' },
      ...{ bootId: '', bootMs: 0, width: 64, height: 48, orientation: 1 },
    },
    [0, 100, 200, 300].map((atMs, frame) => ({ atMs, jpeg: jpeg('64x48', frame) })),
  );

describe('a server whose cameras are clips', () => {
  test('shows its own recording, a folder of pictures, and why a clip cannot be shown', async () => {
    const cameras = [
      camera('recording', 'file:door.mkv'),
      camera('pictures', 'file:people/'),
      camera('gone', 'file:gone.mkv'),
      camera('shadow', 'file:/etc/shadow'),
    ];
    await using server = await ServerHere.start({ config: { cameras } });
    const clips = join(server.dataFolder, 'clips');
    mkdirSync(join(clips, 'people'), { recursive: true });
    writeFileSync(join(clips, 'people', 'one.jpg'), jpeg('80x60'));
    writeFileSync(join(clips, 'door.mkv'), recording());
    await server.untilCamera('gone', { reason: 'no-clip' });
    expect(await server.untilCamera('shadow', { reason: 'no-clip' })).toMatchObject({
      detail: `/etc/shadow is not in ${clips}`,
    });
    for (const [id, size] of Object.entries({ recording: '64x48', pictures: '80x60' })) {
      await server.untilCamera(id, { reason: null, width: Number(size.split('x')[0]) });
      const picture = await server.fetch(`/cam/${id}/snapshot`);
      const { width, height } = jpegSize(Buffer.from(await picture.arrayBuffer())) ?? {};
      expect(`${width}x${height}`).toBe(size);
    }
  });

  test('refuses a name that leads up, when it is saved', async () => {
    await using server = await ServerHere.start({ config: { cameras: [] } });
    const body = JSON.stringify({ name: 'up', device: 'file:../cameras.json' });
    const headers = { 'Content-Type': 'application/json' };
    const answer = await server.fetch('/api/cameras/up', { method: 'PUT', body, headers });
    expect(answer.status).toBe(422);
  });

  test('shows clips of a folder that it was started with', async () => {
    await using elsewhere = await ServerHere.start({ config: { cameras: [] } });
    writeFileSync(join(elsewhere.dataFolder, 'door.mkv'), recording());
    const device = `file:${join(elsewhere.dataFolder, 'door.mkv')}`;
    const env = { CLIP_FOLDERS: elsewhere.dataFolder };
    await using server = await ServerHere.start({ config: { cameras: [camera('door', device)] }, env });
    await server.untilCamera('door', { width: 64 });
    await expect(ServerHere.start({ env: { CLIP_FOLDERS: 'clips' } })).rejects.toThrow('CLIP_FOLDERS');
  });
});
