import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PictureDecoders } from '../../../../../../server/recording/playback/video/picture-decoders.ts';
import { systemClock } from '../../../../../../server/runtime/clock.ts';
import { until } from '../../../../../fixtures/until.ts';

/** The first of it makes a last picture when the next one has started; that makes its own after it. */
const slowFfmpeg = `#!/bin/sh
part() { printf '%s\\r\\nContent-length: 3\\r\\n\\r\\n%s' --ffmpeg "$1"; }
if mkdir "$0.first" 2>/dev/null; then
  trap 'until [ -e "$0.next" ]; do sleep 0.01; done; part old; exit' TERM
  echo $$ >"$0.pid"
  touch "$0.ready"
  while :; do sleep 0.02; done
fi
touch "$0.next"
while kill -0 "$(cat "$0.pid")" 2>/dev/null; do sleep 0.02; done
sleep 0.02
part new
exec cat >/dev/null
`;

const usualPath = process.env['PATH'];
let folder: string;
let program: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'decoder-'));
  program = join(folder, 'ffmpeg');
  writeFileSync(program, slowFfmpeg, { mode: 0o755 });
  process.env['PATH'] = `${folder}${delimiter}${usualPath}`;
});
afterEach(() => {
  process.env['PATH'] = usualPath;
  rmSync(folder, { recursive: true });
});

const group = (video: number) => ({
  ...{ file: `${video}`, avc: Buffer.from([1, 66, 0, video, 255, 224, 0]), width: 64, height: 48 },
  ...{ frame: 0, data: [Buffer.from([0, 0, 0, 1, 1])] },
});
const isThere = (what: string) => existsSync(`${program}.${what}`);

describe('a view of a recording in H.264', () => {
  test('does not take the last picture of a decoder that is being ended for that of the next one', async () => {
    using view = new PictureDecoders(systemClock).view();
    const left = new AbortController();
    const first = view.picture(group(1), left.signal);
    await until('it decodes', () => isThere('ready'));
    left.abort();
    await expect(first).rejects.toThrow();
    const picture = await view.picture(group(2), new AbortController().signal);
    expect(picture?.toString()).toBe('new');
  });

  test('gives its place back at once when it is left, also while its decoder starts, so that the next one finds it', async () => {
    const decoders = new PictureDecoders(systemClock);
    for (const isStarted of [false, true]) {
      using view = decoders.view();
      const left = new AbortController();
      const picture = view.picture(group(1), left.signal);
      picture.catch(() => undefined);
      if (isStarted) await until('it decodes', () => isThere('ready'));
      expect(decoders.figures.views).toBe(1);
      left.abort();
      expect(decoders.figures.views).toBe(0);
      await expect(picture).rejects.toThrow();
      rmSync(`${program}.first`, { recursive: true, force: true });
    }
    expect(decoders.figures).toEqual({ views: 0, refused: 0 });
  });
});
