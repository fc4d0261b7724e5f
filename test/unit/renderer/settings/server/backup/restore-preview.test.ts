import { describe, expect, test } from 'vitest';
import { previewRestore } from '../../../../../../renderer/settings/server/backup/restore-preview.ts';
import { defaultConfig, type ServerConfig } from '../../../../../../server/contract/config/config.ts';

const current: ServerConfig = {
  ...defaultConfig(),
  cameras: [
    { id: 'hall', name: 'Hall', device: 'rtsp://***@10.0.0.2/', port: 8081 },
    { id: 'yard', name: 'Yard', device: 'test', port: 8082 },
  ],
};

const backup = (config: object) =>
  JSON.stringify({ format: 'rpicam-kiosk-backup', version: 1, created_at: '', app_version: '', config });

function changesOf(text: string) {
  const preview = previewRestore(text, current);
  if (!preview.ok) throw new Error(JSON.stringify(preview.problems));
  return preview.changes;
}

describe('what a file would change', () => {
  test('is nothing for a backup of what is there', () => {
    expect(changesOf(backup(current))).toEqual([]);
  });

  test('is told camera by camera and field by field', () => {
    const [hall] = current.cameras;
    const cameras = [
      { id: 'new', name: 'new', device: 'test', port: 8090 },
      { ...hall, name: 'Flur', fps: 5 },
    ];
    expect(changesOf(backup({ ...current, cameras, linger_seconds: 3 }))).toEqual([
      { kind: 'added', what: 'Camera new', fields: [] },
      {
        kind: 'changed',
        what: 'Camera Flur (hall)',
        fields: [
          { name: 'name', before: 'Hall', after: 'Flur' },
          { name: 'fps', before: 'not set', after: '5' },
        ],
      },
      { kind: 'removed', what: 'Camera Yard (yard)', fields: [] },
      { kind: 'changed', what: 'Settings', fields: [{ name: 'linger_seconds', before: '10', after: '3' }] },
    ]);
  });

  test('shows no password, and wants none of a login that a backup was made of', () => {
    const auth = {
      enabled: true,
      protect_streams: true,
      protect_status: false,
      username: 'me',
      password: '',
    };
    const [settings] = changesOf(backup({ ...current, auth }));
    expect(settings?.fields.map(({ name }) => name)).toEqual(['auth.enabled', 'auth.username']);
    const withSecret = changesOf(JSON.stringify({ ...current, auth: { ...auth, password: 'sesame' } }));
    expect(JSON.stringify(withSecret)).not.toContain('sesame');
    expect(withSecret[0]?.fields).toContainEqual({ name: 'auth.password', before: '', after: 'another' });
  });

  test('says when the order of the cameras is another', () => {
    expect(changesOf(backup({ ...current, cameras: current.cameras.toReversed() }))).toEqual([
      { kind: 'changed', what: 'The order of the cameras', fields: [] },
    ]);
  });
});

describe('a file that cannot be restored', () => {
  test.each([
    ['{"cameras": [}', '', 'Line 1, column 14'],
    ['[]', '', 'object'],
    [JSON.stringify({ format: 'other' }), 'format', 'no backup of rpicam-kiosk'],
    [
      backup({ cameras: [{ id: 'a', name: 'A', device: 'test', port: 0 }] }),
      'config.cameras.0.port',
      'invalid port',
    ],
    [JSON.stringify({ cameras: [{ id: 'a', device: 'test' }] }), 'cameras.0.name', 'Field required'],
  ])('%s is told at %j', (text, field, message) => {
    const preview = previewRestore(text, current);
    expect(preview).toMatchObject({ ok: false, problems: [{ field }] });
    expect(JSON.stringify(preview)).toContain(message);
  });
});
