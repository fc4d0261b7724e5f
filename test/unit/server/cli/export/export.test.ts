import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportListSchema } from '../../../../../server/contract/export.ts';
import { recordingListSchema, type RecordingEntry } from '../../../../../server/contract/recording.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { until } from '../../../../fixtures/until.ts';
import { probe } from '../../recording/jpeg-frames.ts';
import { OutputFolder } from '../record/record-run.ts';
import { runCli } from '../run-cli.ts';

describe('rpicam-kiosk export', () => {
  let server: ServerHere;
  let recording: RecordingEntry;
  const command = (output: string, change: Record<string, string> = {}) => {
    const from = new Date(recording.start_ms).toISOString();
    const flags = { camera: 'door', from, to: '2100-01-01 00:00', output, ...change };
    const words = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
    return runCli(['--base-url', server.url, 'export', ...words]);
  };

  beforeAll(async () => {
    const record = { mode: 'request' };
    const door = { id: 'door', name: 'Door', device: 'test', fps: 10, width: 320, height: 240, record };
    const config = { port_mode: 'off', recordings: { min_free_gb: 0 }, cameras: [door] };
    server = await ServerHere.start({ config });
    await server.fetch('/api/cameras/door/recordings', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ duration: 2 }),
    });
    recording = await until('a recording is closed', async () => {
      const { recordings } = recordingListSchema.parse(await (await server.fetch('/api/recordings')).json());
      return recordings.find(({ state }) => state === 'closed');
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each([
    ['mkv', 'mjpeg'],
    ['mp4', 'h264'],
  ])('saves a file .%s, and leaves nothing on the server', async (ending, codec) => {
    using folder = new OutputFolder();
    const output = folder.file(`door.${ending}`);
    const { code, stdout, stderr } = await command(output);
    const file = probe(output);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `Saved ${file.timesMs.length} pictures to ${output}\n`,
      stderr: '',
    });
    expect(file).toMatchObject({ codec, width: 320 });
    expect(Math.abs(file.durationMs / recording.duration_ms - 1)).toBeLessThan(0.1);
    expect(readdirSync(folder.path)).toEqual([`door.${ending}`]);
    const left = exportListSchema.parse(await (await server.fetch('/api/exports')).json());
    expect(left.exports).toEqual([]);
  });

  test('says why it cannot, and leaves no file', async () => {
    using folder = new OutputFolder();
    const output = folder.file('door.mkv');
    const none = { from: '2001-01-01', to: '2001-01-02' };
    expect(await command(output, none)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no recordings'),
    });
    expect(await command(output, { camera: 'nobody' })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Camera not configured'),
    });
    expect(await command('/nonexistent/door.mkv')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot write /nonexistent/door.mkv'),
    });
    expect(existsSync(output)).toBe(false);
    writeFileSync(output, 'mine');
    expect(await command(output)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is there already'),
    });
  });

  test.each<Record<string, string>>([{ from: 'yesterday' }, { output: 'door.avi' }])(
    'refuses %o as a wrong call',
    async (change) => {
      expect(await command('door.mkv', change)).toMatchObject({ code: 2 });
    },
  );
});
