import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OneTimeSecrets } from '../../../../../../server/access/one-time-secrets.ts';
import { Sessions } from '../../../../../../server/access/sessions.ts';
import { writeBundle } from '../../../../../../server/cli/doctor/bundle/bundle.ts';
import { problem } from '../../../../../../server/cli/doctor/finding.ts';
import { hashPassword } from '../../../../../../server/runtime/password-hash.ts';
import { AccessSetting } from '../../../access/access-setting.ts';
import { SteppedClock } from '../../../../../doubles/stepped-clock.ts';
import { TemporaryMachine } from '../temporary-machine.ts';

let machine: TemporaryMachine;
let folder: string;
beforeEach(() => {
  machine = new TemporaryMachine();
  folder = mkdtempSync(join(tmpdir(), 'rpicam-forms-'));
});
afterEach(() => {
  machine[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

const word = () => `leak${randomBytes(9).toString('hex')}`;

/** Every kind of secret there is, as the server itself makes it; none of them is known from a file. */
async function unknownSecrets(): Promise<Record<string, string>> {
  const { tokens, links } = await AccessSetting.make().open();
  const token = await tokens.create({ name: 'x', scope: 'view' });
  const link = await links.create('hall', { scope: 'stream', expires_in: 60 });
  if (!token || !link) throw new Error('not made');
  const clock = new SteppedClock();
  return {
    token: token.token,
    link: links.tokenOf(link),
    session: new Sessions(clock, () => undefined).open({ kind: 'kiosk' }, 'view').secret,
    oneTime: new OneTimeSecrets(clock).mint('view'),
    passwordHash: await hashPassword('sesame'),
    pinHash: await hashPassword('4711'),
  };
}

/** A text as it may stand somewhere: plain, in a URL, in Base64, and one in the other. */
function spellings(text: string): string[] {
  const base64 = Buffer.from(text).toString('base64');
  return [
    text,
    encodeURIComponent(text),
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    base64,
    Buffer.from(text).toString('base64url'),
    encodeURIComponent(base64),
    Buffer.from(`me:${text}`).toString('base64'),
    Buffer.from(`{"a":"${text}"}`).toString('base64'),
  ];
}

/** Places in which a secret of a name is told, each with a word that only it has. */
const places: [string, (secret: string) => string][] = [
  ['query of ours', (secret) => `GET /cam/a/video?fps=5&token=${secret} 200`],
  ['one-time address', (secret) => `http://127.0.0.1:8000/api/session/kiosk?secret=${secret}&page=%2F`],
  ['encoded address', (secret) => encodeURIComponent(`http://127.0.0.1/?token=${secret}`)],
  ['query of a camera', (secret) => `open http://cam/x?usr=admin&loginpas=${secret}`],
  ['Basic', (secret) => `Authorization: Basic ${Buffer.from(`me:${secret}`).toString('base64')}`],
  ['bare Basic', (secret) => `sent ${Buffer.from(`me:${secret}`).toString('base64')} to it`],
  ['Bearer', (secret) => `sent "Bearer ${secret}" to it`],
  ['session cookie', (secret) => `{"headers":{"cookie":"rpicam_session=${secret}"}}`],
  ['session alone', (secret) => `rpicam_session=${secret}; Path=/`],
  ['camera login', (secret) => `ffmpeg -i rtsp://admin:${secret}@10.0.0.2/live`],
  ['camera path', (secret) => `/user=admin_password=${secret}_channel=1`],
  ['option', (secret) => `/usr/bin/tool --api-token ${secret} --fast`],
  ['option with =', (secret) => `/usr/bin/tool --password=${secret}`],
  ['words of /proc', (secret) => `tool\0--secret\0${secret}\0-v`],
  ['curl', (secret) => `curl -u me:${secret} http://x/`],
  ['environment', (secret) => `RPICAM_TOKEN=${secret}`],
  ['JSON', (secret) => `{"pin":"${secret}","signing_key":"${secret}","password":"${secret}"}`],
];

async function archive(text: string): Promise<string> {
  const dataFolder = join(folder, 'data');
  mkdirSync(dataFolder);
  const logFile = join(folder, 'server.log');
  writeFileSync(logFile, text);
  machine.withoutPrograms();
  machine.program('journalctl', `cat <<'END'\n${text.replaceAll('\0', ' ')}\nEND`);
  machine.program('tar', 'exec /usr/bin/tar "$@"');
  const file = join(folder, 'support.tar.gz');
  await writeBundle(file, {
    machine,
    server: {
      base: new URL('http://127.0.0.1:1'),
      authorization: undefined,
      caFile: undefined,
      fingerprint: undefined,
    },
    env: { LOG_FILE: logFile },
    findings: [problem('command line', text, 'Look.')],
    reading: undefined,
    dataFolder,
    logFile: undefined,
  });
  execFileSync('tar', ['-xzf', file, '-C', folder]);
  const inside = join(folder, 'rpicam-kiosk-support');
  const files = readdirSync(inside);
  expect(files).toEqual(expect.arrayContaining(['log.txt', 'journal.txt', 'doctor.json']));
  return files.map((name) => readFileSync(join(inside, name), 'utf8')).join('\n');
}

describe('the support archive', () => {
  test('holds none of our own secrets, whatever stands around them and however they are written', async () => {
    const secrets = await unknownSecrets();
    const lines = Object.entries(secrets).flatMap(([name, secret]) =>
      spellings(secret).map((spelling) => `${name} is ${spelling} there`),
    );
    const text = await archive(lines.join('\n'));
    const leaks = Object.entries(secrets).flatMap(([name, secret]) =>
      spellings(secret)
        .filter((spelling) => text.includes(spelling))
        .map((spelling) => `${name}: ${spelling}`),
    );
    expect(leaks).toEqual([]);
    expect(text).toContain('token is *** there');
  });

  test('holds no secret of another kind where its place tells that it is one', async () => {
    const planted = places.map(([name, write]) => ({ name, write, secret: word() }));
    const text = await archive(planted.map(({ write, secret }) => write(secret)).join('\n'));
    const leaks = planted.filter(({ secret }) =>
      spellings(secret).some((spelling) => text.includes(spelling)),
    );
    expect(leaks.map(({ name }) => name)).toEqual([]);
    expect(text).toContain('fps=5');
  });
});
