import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const base = ['server/contract', 'server/runtime', 'server/log'];
const withFrames = [...base, 'server/frame'];
const withPictures = [...withFrames, 'server/picture'];
const cameraParts = [...withPictures, 'server/config', 'server/device'];
const underHttp = [
  'server/attached-kiosk.ts',
  ...cameraParts,
  ...[
    'access',
    'camera',
    'event',
    'hook',
    'live',
    'metrics',
    'proxy',
    'publish',
    'recording',
    'snapshot',
    'stream',
    'tls',
  ].map((name) => `server/${name}`),
];
/** A star means the files of that folder, not those of the folders in it. */
const inPages = ['renderer/*', 'renderer/parts', 'server/contract'];

/** What each area may import besides itself and npm packages; an area that is not here may not exist. The longest row counts. */
const mayImport: Record<string, string[]> = {
  'server/contract': [],
  'server/runtime': ['server/contract'],
  'server/log': ['server/contract', 'server/runtime'],
  'server/frame': base,
  'server/picture': base,
  'server/config': base,
  'server/device': base,
  'server/capture': [...base, 'server/frame/frame.ts', 'server/device', 'server/picture'],
  'server/stream': withPictures,
  'server/snapshot': withPictures,
  'server/live': withFrames,
  'server/recording': withFrames,
  'server/publish': [
    ...withFrames,
    'server/recording/matroska',
    // The login of RTSP is that of HTTP.
    ...['authorization', 'challenge'].map((name) => `server/capture/http/${name}.ts`),
  ],
  // A hook's pictures are read as strictly as a camera's.
  'server/hook': [...withPictures, 'server/capture/jpeg'],
  // It runs in a process that may read nothing else.
  'server/hook/child': [],
  'server/camera': [...cameraParts, 'server/capture', 'server/event'],
  'server/access': [...base, 'server/config'],
  'server/event': [...base, 'server/config'],
  'server/metrics': [...cameraParts, 'server/camera', 'server/event'],
  'server/proxy': [...base, 'server/config', 'server/picture'],
  'server/tls': [...base, 'server/config'],
  'server/http/message': underHttp,
  'server/http/gate': [...underHttp, 'server/http/message'],
  'server/http/port': [...underHttp, 'server/http/message', 'server/http/gate'],
  'server/http/operation': [...underHttp, 'server/http/message', 'server/http/gate'],
  'server/http/routes': [
    ...underHttp,
    ...['gate', 'message', 'operation', 'port'].map((name) => `server/http/${name}`),
  ],
  'server/http': underHttp,
  'server/cli': [...base, 'server/device', 'server/config', 'server/serve.ts', 'server/server-options.ts'],
  // `record` reads a stream as a camera's capture does, and writes it with the server's own writer, without a server.
  'server/cli/record': [
    ...base,
    'server/capture',
    'server/frame',
    'server/recording',
    'server/cli/command-error.ts',
    'server/cli/server-address.ts',
    'server/cli/terminal-text.ts',
    'server/server-options.ts',
  ],
  // `hook try` runs a hook as the server does, without a server.
  'server/cli/hook': [
    ...withPictures,
    'server/hook',
    'server/cli/api-commands.ts',
    'server/cli/command-error.ts',
    'server/cli/request.ts',
    'server/cli/save-picture.ts',
    'server/cli/server-address.ts',
  ],
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
    ...['access', 'camera', 'config', 'event', 'proxy', 'recording', 'tls'].map((name) => `server/${name}`),
    ...base,
  ],
  'server/process-server.ts': [
    'server/index.ts',
    'server/attached-kiosk.ts',
    'server/server-options.ts',
    ...base,
  ],
  'server/serve.ts': [
    'server/index.ts',
    'server/process-lifetime.ts',
    'server/process-server.ts',
    'server/server-options.ts',
    'server/systemd-notify.ts',
  ],
  'server/headless.ts': ['server/serve.ts'],
  'server/server-options.ts': ['server/environment-camera.ts', 'server/option-values.ts', ...base],
  'server/environment-camera.ts': ['server/option-values.ts', ...base],
  'server/option-values.ts': base,
  'server/start-problem.ts': ['server/config', 'server/tls', 'server/server-options.ts', ...base],
  'server/attached-kiosk.ts': base,
  'server/process-lifetime.ts': base,
  'server/systemd-notify.ts': base,
  'main/bridge.ts': [],
  'main/preload.cts': ['main/bridge.ts'],
  'main/pin': ['main/bridge.ts', ...base],
  'main/screen': base,
  'main/screen/tools': base,
  'main/settings': ['server/attached-kiosk.ts', ...base],
  'main/window': ['main/bridge.ts', 'server/attached-kiosk.ts', 'server/index.ts', ...base],
  'main/ipc': [
    'main/bridge.ts',
    ...['pin', 'screen', 'settings', 'window'].map((name) => `main/${name}`),
    'server/attached-kiosk.ts',
    ...base,
  ],
  'main/launch': ['server/server-options.ts', ...base],
  'main/start.ts': [
    'main/launch',
    'main/shutdown.ts',
    'server/index.ts',
    'server/process-lifetime.ts',
    'server/process-server.ts',
    'server/server-options.ts',
    ...base,
  ],
  main: [
    'server/index.ts',
    'server/attached-kiosk.ts',
    'server/process-lifetime.ts',
    'server/process-server.ts',
    'server/server-options.ts',
    'server/systemd-notify.ts',
    ...base,
  ],
  'renderer/*': ['server/contract'],
  'renderer/App.svelte': ['renderer', 'server/contract'],
  'renderer/main.ts': ['renderer', 'server/contract'],
  'renderer/parts': inPages,
  'renderer/api-docs': inPages,
  'renderer/guest': inPages,
  'renderer/kiosk': inPages,
  'renderer/live': inPages,
  'renderer/login': inPages,
  'renderer/recordings': [...inPages, 'renderer/live'],
  'renderer/settings': inPages,
  'renderer/status': inPages,
  'renderer/wall': [...inPages, 'renderer/live'],
  'renderer/wall/layout': inPages,
  'renderer/wall/tiles': [...inPages, 'renderer/wall/layout', 'renderer/live'],
  'renderer/wall/tools': [...inPages, 'renderer/wall/layout'],
};
const mayNotUsePackages: Record<string, RegExp> = {
  'server/contract': /^(?!zod$)/,
  server: /^electron/,
  // They need no Electron; main/start.ts and main/launch also run in plain Node.js.
  'main/start.ts': /^electron/,
  'main/launch': /^electron/,
  'main/pin': /^electron/,
  'main/screen/tools': /^electron/,
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
    const bridge = within(path, 'renderer') && how === 'import type' && target === 'main/bridge.ts';
    const allowed =
      bridge || within(target, area) || (mayImport[area] ?? []).some((other) => within(target, other));
    return allowed ? [] : [`${path} may not import ${target}: see the row of ${area} in mayImport`];
  });
  if (!(area in mayImport)) found.push(`${path} is in no known area: its folder needs a row in mayImport`);
  if (text.split('\n').length > 301) found.push(`${path} has more than 300 lines`);
  if (bannedWord.test(basename(path))) found.push(`${path} has a name that says nothing`);
  return found;
}

/** The longest row that the file is in; empty if there is none. */
const areaOf = (path: string) =>
  Object.keys(mayImport)
    .filter((area) => within(path, area))
    .reduce((longest, area) => (area.length > longest.length ? area : longest), '');
const within = (path: string, area: string) =>
  area.endsWith('/*') ? dirname(path) === area.slice(0, -2) : path === area || path.startsWith(`${area}/`);

/** Each chain of files that import each other while they are loaded. Types are not there at that time. */
function importCycles(files: SourceFile[]): string[] {
  const imports = new Map(files.map(({ path, text }) => [path, loadedBy(path, text)]));
  const done = new Set<string>();
  const follow = (path: string, chain: string[]): string[] => {
    const start = chain.indexOf(path);
    if (start >= 0) return [[...chain.slice(start), path].join(' -> ')];
    if (done.has(path)) return [];
    const found = (imports.get(path) ?? []).flatMap((next) => follow(next, [...chain, path]));
    done.add(path);
    return found;
  };
  return files.flatMap(({ path }) => follow(path, []));
}

const loadedBy = (path: string, text: string): string[] =>
  [...text.matchAll(importStatement)].flatMap(([statement, how, from]) => {
    if (!how || /^(import|export) type\s/.test(statement) || !from?.startsWith('.')) return [];
    return [join(dirname(path), from)];
  });

describe('the architecture', () => {
  const root = join(import.meta.dirname, '..');
  const paths = globSync('{main,server,renderer}/**/*.{ts,cts,svelte}', { cwd: root });
  const files = paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

  test('holds in every source file', () => {
    // vite.config.ts runs in Node while building, not in the page.
    expect(files.filter(({ path }) => path !== 'renderer/vite.config.ts').flatMap(violations)).toEqual([]);
    expect(files.length).toBeGreaterThan(30);
  });

  test('has no row for what is gone', () => {
    const there = (area: string) => paths.some((path) => within(path, area));
    expect(
      [...Object.keys(mayImport), ...Object.values(mayImport).flat()].filter((area) => !there(area)),
    ).toEqual([]);
  });

  test('has no import cycle', () => {
    expect(importCycles(files)).toEqual([]);
  });

  test('lets the stand-in for Electron be packaged alone: it loads nothing from outside of its folders', () => {
    const folder = 'test/integration/electron';
    const standIn = globSync(`${folder}/{stand-in,runtime}/**/*.ts`, { cwd: root });
    const loaded = standIn.flatMap((path) => loadedBy(path, readFileSync(join(root, path), 'utf8')));
    expect(loaded.length).toBeGreaterThan(10);
    const inside = ['stand-in', 'runtime'].map((name) => `${folder}/${name}`);
    expect(loaded.filter((path) => !inside.some((area) => within(path, area)))).toEqual([]);
  });

  test('sees an import cycle, and none where only a type is imported', () => {
    const [one, two] = [
      { path: 'main/one.ts', text: "import { two } from './two.ts';" },
      { path: 'main/two.ts', text: "import { three } from './deep/three.ts';" },
    ];
    const three = (how: string) => ({ path: 'main/deep/three.ts', text: `${how} { one } from '../one.ts';` });
    expect(importCycles([one, two, three('import')])).toEqual([
      'main/one.ts -> main/two.ts -> main/deep/three.ts -> main/one.ts',
    ]);
    expect(importCycles([one, two, three('import type')])).toEqual([]);
  });

  test.each([
    ['server/contract/health.ts', "import { readFile } from 'node:fs/promises';"],
    ['server/contract/health.ts', "import { pino } from '../log/logger.ts';"],
    ['server/frame/frame-hub.ts', "import type { Camera } from '../camera/camera.ts';"],
    ['server/capture/ffmpeg-capture.ts', "import { FrameHub } from '../frame/frame-hub.ts';"],
    ['server/stream/mjpeg-stream.ts', "export { Snapshot } from '../snapshot/snapshot.ts';"],
    ['server/http/app.ts', "import {\n  openCapture,\n} from '../capture/open-capture.ts';"],
    ['server/http/app.ts', "import { compose } from '../compose.ts';"],
    ['server/camera/camera.ts', "const http = await import('../http/app.ts');"],
    ['server/index.ts', "import { app } from 'electron';"],
    ['main/window.ts', "import { compose } from '../server/compose.ts';"],
    ['main/screen/screen.ts', "import { KioskWindows } from '../window/kiosk-windows.ts';"],
    ['main/window/kiosk-window.ts', "import { PinLock } from '../pin/pin-lock.ts';"],
    ['main/settings/settings-text.ts', "import { answerPages } from '../ipc/page-requests.ts';"],
    ['main/screen/tools/cover.ts', "import { Steady } from '../steady.ts';"],
    ['main/start.ts', "import { KioskWindows } from './window/kiosk-windows.ts';"],
    ['main/launch/invocation.ts', "import { app } from 'electron';"],
    ['server/runtime/clock.ts', "import { createLogger } from '../log/logger.ts';"],
    ['server/http/gate/guards.ts', "import { pageOperations } from '../routes/pages.ts';"],
    ['renderer/wall/page/Wall.svelte', "import '../../../server/runtime/clock.ts';"],
    ['renderer/status/Status.svelte', "import Facts from '../settings/server/Facts.svelte';"],
    ['renderer/parts/Sheet.svelte', "import KioskMenu from '../kiosk/KioskMenu.svelte';"],
    ['renderer/wall/tools/WallTools.svelte', "const menu = await import('../../kiosk/KioskMenu.svelte');"],
    ['renderer/wall/no-cameras/found.ts', "import { rebase } from '../../settings/rebase.ts';"],
    ['renderer/wall/layout/layout.ts', "import Wall from '../page/Wall.svelte';"],
    ['renderer/shiny/New.svelte', ''],
    ['renderer/api.ts', "import { pause } from './parts/pause.ts';"],
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
    ['main/ipc/page-requests.ts', "import { KioskWindows } from '../window/kiosk-windows.ts';"],
    ['renderer/App.svelte', "import Status from './status/Status.svelte';"],
    ['renderer/parts/Kiosk.svelte', "import type { KioskBridge } from '../../main/bridge.ts';"],
    ['server/device/device-metadata.ts', "import { readFile } from 'node:fs/promises';"],
  ])('allows in %s: %j', (path, text) => {
    expect(violations({ path, text })).toEqual([]);
  });
});
