import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { captureErrorCodes } from '../../../server/contract/capture-error.ts';
import { cameraSchema } from '../../../server/contract/config/camera.ts';
import { authSchema, settingsSchema } from '../../../server/contract/config/config.ts';
import { kioskChangeSchema } from '../../../server/contract/kiosk/kiosk.ts';
import { uploadSchema } from '../../../server/contract/config/upload.ts';
import { uploadReasons } from '../../../server/contract/upload.ts';
import { wallSettingsSchema } from '../../../server/contract/wall.ts';
import { serverFlags } from '../../../server/server-options.ts';
import { ServerHere } from '../../fixtures/server-here.ts';
import { documentAt, documents, root } from './documents.ts';

const everything = documents.map(({ text }) => text).join('\n');
const source = (pattern: string) =>
  globSync(pattern, { cwd: root })
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n');
const program = source('{server,main}/**/*.ts');

/** The words that `pattern`'s first group finds, each once. */
const wordsIn = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map(([, word = '']) => word))].sort();
/** Whether a text has the word as code, alone or with what follows it, e.g. "`LOG_DEST=file`". */
const hasCode = (text: string, word: string) => new RegExp(`\`${word}(?![\\w-])`).test(text);

describe('environment variables', () => {
  const inCode = wordsIn(program, /\benv\['(\w+)'\]/g);
  /** Set by the system or by systemd: nobody chooses them for this program. */
  const systems = ['DISPLAY', 'NOTIFY_SOCKET', 'PATH', 'WAYLAND_DISPLAY'];

  test('that the program reads are in the documents', () => {
    expect(inCode).toContain('RPICAM_DATA_DIR');
    const chosen = inCode.filter((name) => !systems.includes(name));
    expect(chosen.filter((name) => !hasCode(everything, name))).toEqual([]);
  });

  test('in the documents are read by a program here', () => {
    const elsewhere = source('{build,test}/**/*.{ts,js,sh,yaml,service,default}');
    const inDocuments = wordsIn(everything, /`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)[`=]/g);
    expect(inDocuments).toContain('LOG_LEVEL');
    expect(inDocuments.filter((name) => !new RegExp(`\\b${name}\\b`).test(program + elsewhere))).toEqual([]);
  });
});

describe('names of settings', () => {
  test.each([
    ['of a camera', 'cameras.md', cameraSchema.shape],
    ['of the server', 'cameras.md', settingsSchema.shape],
    ['of the login', 'cameras.md', authSchema.shape],
    ['of a wall', 'kiosk.md', wallSettingsSchema.shape],
    ['of the screen', 'kiosk.md', kioskChangeSchema.shape],
  ])('%s are all in %s', (_owner, name, shape) => {
    const { text } = documentAt(`.github/docs/${name}`);
    expect(Object.keys(shape).filter((field) => !hasCode(text, field))).toEqual([]);
  });

  test('that the command line has are all in server.md', () => {
    const { text } = documentAt('.github/docs/server.md');
    const flags = Object.keys(serverFlags).filter((name) => name !== 'help');
    expect(flags.filter((name) => !new RegExp(`--${name}\\b`).test(text))).toEqual([]);
  });
});

test('every reason why there is no picture is in cameras.md', () => {
  const { text } = documentAt('.github/docs/cameras.md');
  expect(captureErrorCodes.filter((code) => !hasCode(text, code))).toEqual([]);
});

test('every reason why recordings are not uploaded, and every setting of uploads, is in recording.md', () => {
  const { text } = documentAt('.github/docs/recording.md');
  const names = [...uploadReasons, ...Object.keys(uploadSchema.shape)];
  expect(names.filter((name) => !hasCode(text, name))).toEqual([]);
});

test('files and folders that the documents name are there', () => {
  const named = wordsIn(everything, /`((?:server|main|renderer|test|build)\/[\w./-]*)`/g);
  expect(named).toContain('server/compose.ts');
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every folder of the server has its job in CONTRIBUTING.md', () => {
  const { text } = documentAt('.github/CONTRIBUTING.md');
  const folders = globSync('server/*/', { cwd: root }).map((path) => `${path.replace(/\/$/, '')}/`);
  expect(folders).toContain('server/frame/');
  expect(folders.filter((folder) => !text.includes(`\`${folder}\``))).toEqual([]);
});

describe('metrics', () => {
  const inCode = wordsIn(source('server/metrics/**/*.ts'), /'(rpicam_[a-z0-9_]+)'/g);

  test('are all in server.md', () => {
    const { text } = documentAt('.github/docs/server.md');
    expect(inCode).toContain('rpicam_camera_online');
    expect(inCode.filter((name) => !hasCode(text, name))).toEqual([]);
  });

  test('in the documents are all measured', () => {
    const inDocuments = wordsIn(everything, /`(rpicam_[a-z0-9_]+)`/g);
    expect(inDocuments.filter((name) => !inCode.includes(name))).toEqual([]);
  });
});

test('api.md has every operation of the server, and the documents have no other', async () => {
  await using server = await ServerHere.start({ config: { cameras: [] } });
  const description = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const named = /`((?:GET|POST|PUT|PATCH|DELETE) \/[^\s`?]*)/g;
  const inApi = wordsIn(documentAt('.github/docs/api.md').text, named);
  expect(operations.length).toBeGreaterThan(30);
  expect(operations.filter((operation) => !inApi.includes(operation))).toEqual([]);
  expect(wordsIn(everything, named).filter((operation) => !operations.includes(operation))).toEqual([]);
});
