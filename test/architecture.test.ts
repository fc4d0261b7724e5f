import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const base = ['server/contract', 'server/runtime'];
const withFrames = [...base, 'server/frame'];
const withPictures = [...withFrames, 'server/picture'];
const cameraParts = [...withPictures, 'server/recorder', 'server/motion', 'server/config', 'server/device'];

/** What each area may import besides itself and npm packages; an area that is not here may not exist. */
const mayImport: Record<string, string[]> = {
  'server/contract': [],
  'server/runtime': ['server/contract'],
  'server/frame': base,
  'server/picture': base,
  'server/config': base,
  'server/device': base,
  'server/capture': [...base, 'server/frame/frame.ts', 'server/device', 'server/picture'],
  'server/stream': withPictures,
  'server/snapshot': withPictures,
  'server/live': withFrames,
  'server/recorder': withFrames,
  'server/motion': withFrames,
  'server/camera': [...cameraParts, 'server/capture', 'server/event'],
  'server/access': [...base, 'server/config'],
  'server/event': base,
  'server/metrics': [...cameraParts, 'server/camera', 'server/event'],
  'server/proxy': [...base, 'server/config', 'server/picture'],
  'server/tls': [...base, 'server/config'],
  'server/http': [
    'server/attached-kiosk.ts',
    ...cameraParts,
    ...['access', 'camera', 'event', 'live', 'metrics', 'proxy', 'snapshot', 'stream', 'tls'].map(
      (name) => `server/${name}`,
    ),
  ],
  'server/cli': [...base, 'server/device', 'server/config', 'server/serve.ts', 'server/server-options.ts'],
  'server/cli.ts': ['server/cli'],
  'server/compose': ['server'],
  'server/compose.ts': ['server'],
  'server/index.ts': [
    'server/attached-kiosk.ts',
    'server/compose.ts',
    'server/server-folder.ts',
    'server/server-options.ts',
    'server/http',
    ...base,
  ],
  'server/server-folder.ts': [
    'server/server-options.ts',
    ...['access', 'camera', 'config', 'proxy', 'tls'].map((name) => `server/${name}`),
    ...base,
  ],
  'server/serve.ts': [
    'server/index.ts',
    'server/process-lifetime.ts',
    'server/runtime/systemd-notify.ts',
    'server/server-options.ts',
  ],
  'server/headless.ts': ['server/serve.ts'],
  'server/server-options.ts': base,
  'server/start-problem.ts': ['server/config', 'server/tls', 'server/server-options.ts', ...base],
  'server/attached-kiosk.ts': base,
  'server/process-lifetime.ts': base,
  main: [
    'server/index.ts',
    'server/attached-kiosk.ts',
    'server/process-lifetime.ts',
    'server/server-options.ts',
    ...base,
  ],
  renderer: ['server/contract'],
};
const mayNotUsePackages: Record<string, RegExp> = {
  'server/contract': /^(?!zod$)/,
  server: /^electron/,
  renderer: /^(node:|electron)/,
};
const bannedWord = /(^|[-._])(managers?|helpers?|utils?|misc|common|data|info)([-._]|$)/i;
const importStatement =
  /(import type|import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|(import)\s*\(?\s*['"]([^'"]+)['"]/g;

interface SourceFile {
  path: string;
  text: string;
}

function violations({ path, text }: SourceFile): string[] {
  const area = areaOf(path);
  const found = [...text.matchAll(importStatement)].flatMap(([, how, from, , bare]) => {
    const specifier = from ?? bare ?? '';
    if (!specifier.startsWith('.')) {
      const banned = Object.entries(mayNotUsePackages).some(
        ([top, names]) => within(path, top) && names.test(specifier),
      );
      return banned ? [`${path} may not import ${specifier}`] : [];
    }
    const target = join(dirname(path), specifier);
    const bridge = area === 'renderer' && how === 'import type' && target === 'main/bridge.ts';
    const allowed =
      bridge || within(target, area) || (mayImport[area] ?? []).some((other) => within(target, other));
    return allowed ? [] : [`${path} may not import ${target}`];
  });
  if (!(area in mayImport)) found.push(`${path} is in no known area`);
  if (text.split('\n').length > 301) found.push(`${path} has more than 300 lines`);
  if (bannedWord.test(basename(path))) found.push(`${path} has a name that says nothing`);
  return found;
}

const areaOf = (path: string) =>
  path.startsWith('server/') ? path.split('/').slice(0, 2).join('/') : (dirname(path).split('/')[0] ?? '');
const within = (path: string, area: string) => path === area || path.startsWith(`${area}/`);

describe('the architecture', () => {
  test('holds in every source file', () => {
    const root = join(import.meta.dirname, '..');
    const paths = globSync('{main,server,renderer}/**/*.{ts,cts,svelte}', { cwd: root });
    const files = paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
    // vite.config.ts runs in Node while building, not in the page.
    expect(files.filter(({ path }) => path !== 'renderer/vite.config.ts').flatMap(violations)).toEqual([]);
    expect(files.length).toBeGreaterThan(30);
  });

  test.each([
    ['server/contract/health.ts', "import { readFile } from 'node:fs/promises';"],
    ['server/contract/health.ts', "import { pino } from '../runtime/logger.ts';"],
    ['server/frame/frame-hub.ts', "import type { Camera } from '../camera/camera.ts';"],
    ['server/capture/ffmpeg-capture.ts', "import { FrameHub } from '../frame/frame-hub.ts';"],
    ['server/stream/mjpeg-stream.ts', "export { Snapshot } from '../snapshot/snapshot.ts';"],
    ['server/http/app.ts', "import {\n  openCapture,\n} from '../capture/open-capture.ts';"],
    ['server/http/app.ts', "import { compose } from '../compose.ts';"],
    ['server/camera/camera.ts', "const http = await import('../http/app.ts');"],
    ['server/index.ts', "import { app } from 'electron';"],
    ['main/window.ts', "import { compose } from '../server/compose.ts';"],
    ['renderer/views/Wall.svelte', "import '../../server/runtime/clock.ts';"],
    ['renderer/main.ts', "import { kiosk } from '../main/bridge.ts';"],
    ['renderer/api.ts', "import { join } from 'node:path';"],
    ['server/shiny/new.ts', ''],
    ['server/camera/camera-utils.ts', ''],
    ['server/camera/camera.ts', '\n'.repeat(301)],
  ])('forbids in %s: %j', (path, text) => {
    expect(violations({ path, text })).toHaveLength(1);
  });

  test.each([
    ['server/capture/capture.ts', "import type { CapturedImage } from '../frame/frame.ts';"],
    ['server/compose.ts', "import { FfmpegCapture } from './capture/ffmpeg-capture.ts';"],
    ['main/window.ts', "import { BrowserWindow } from 'electron';"],
    ['renderer/parts/Kiosk.svelte', "import type { KioskBridge } from '../../main/bridge.ts';"],
    ['server/device/device-metadata.ts', "import { readFile } from 'node:fs/promises';"],
  ])('allows in %s: %j', (path, text) => {
    expect(violations({ path, text })).toEqual([]);
  });
});
