import { describe, expect, test } from 'vitest';
import { ServerHere } from '../../fixtures/server-here.ts';

describe('a server with CAMERA_ENABLED=0', () => {
  test('opens no camera of this machine and says why; test patterns run', async () => {
    await using server = await ServerHere.start({
      env: { CAMERA_ENABLED: 'off' },
      config: {
        cameras: [
          { id: 'usb', device: 0 },
          { id: 'csi', device: 'csi:0' },
          { id: 'demo', device: 'test' },
        ],
      },
    });
    for (const id of ['usb', 'csi']) {
      await server.fetch(`/cam/${id}/snapshot`);
      expect(await server.camera(id)).toMatchObject({ kind: 'retrying', reason: 'disabled' });
    }
    expect((await server.fetch('/cam/demo/snapshot')).status).toBe(200);
  });

  test('refuses what is neither yes nor no', async () => {
    await expect(ServerHere.start({ env: { CAMERA_ENABLED: 'maybe' } })).rejects.toThrow('CAMERA_ENABLED');
  });
});
