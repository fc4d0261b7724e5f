import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NginxUpdate } from '../../../../server/proxy/nginx-update.ts';
import { TemporaryFolder } from '../config/temporary-folder.ts';
import { nginxMissing } from '../../../fixtures/real-nginx.ts';
import { until } from '../../../fixtures/until.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

let folder: TemporaryFolder;
let update: NginxUpdate;
let logged: { level: number; msg: string }[];
let clock: SteppedClock;

beforeEach(() => {
  folder = new TemporaryFolder();
  logged = [];
  clock = SteppedClock.hurried();
});
afterEach(async () => {
  await update.close();
  folder[Symbol.dispose]();
});

/** A command that notes that it ran and ends as the file "exit-code" says. */
function reloadCommand(): string[] {
  folder.write('exit-code', '0');
  folder.write(
    'reload',
    `#!/bin/sh\ncd ${folder.path}; echo "$*" >> ran; echo 'no such job' >&2; exit $(cat exit-code)\n`,
  );
  chmodSync(join(folder.path, 'reload'), 0o755);
  return [join(folder.path, 'reload'), 'one;', '$two'];
}

function begin(text: string, reload?: string[]): void {
  const logger = pino({ base: null }, { write: (line) => logged.push(JSON.parse(line) as never) });
  update = new NginxUpdate({ path: join(folder.path, 'cameras.conf'), reload, clock, logger });
  update.begin(text);
}

const runs = () => folder.read('ran').trim().split('\n');

describe.skipIf(nginxMissing)('a new file', () => {
  test('is checked by nginx and the reload command is run, without a shell', async () => {
    begin('# fine\n', reloadCommand());
    await until('it is checked', () => update.check.state === 'ok');
    await until('it was reloaded', () => logged.length > 0);
    expect(runs()).toEqual(['one; $two']);
    expect(update.problem).toBe('');
  });

  test('that nginx refuses is told with its words and place, and nginx is left alone', async () => {
    begin('server {\n  listen nowhere;\n}\n', reloadCommand());
    await until('it has tried three times', () => clock.sleepsMs.length >= 3);
    expect(update.check).toMatchObject({ state: 'failed', message: expect.stringContaining('nowhere') });
    expect(update.check.message).toMatch(/ in .*\/cameras\.conf:2$/);
    expect(update.problem).toMatch(/^nginx does not accept .*set "port_mode" to "embedded"\.$/);
    expect(() => runs()).toThrow();
    expect(logged).toEqual([{ level: 40, time: expect.any(Number), msg: update.problem }]);
  });

  test('in place of a refused one mends it', async () => {
    begin('nonsense;');
    await until('it has failed', () => update.check.state === 'failed');
    update.begin('# fine\n');
    await until('it is accepted', () => update.check.state === 'ok' && update.problem === '');
  });
});

describe('a reload command', () => {
  test('that fails is told once and run again until it works', async () => {
    const reload = reloadCommand();
    folder.write('exit-code', '3');
    begin('# fine\n', reload);
    await until('it has tried four times', () => clock.sleepsMs.length >= 4);
    expect(clock.sleepsMs.slice(0, 4)).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect(update.problem).toContain('reload one; $two" failed (no such job). It is tried again by itself');
    expect(logged).toHaveLength(1);
    folder.write('exit-code', '0');
    await until('it works', () => update.problem === '');
    expect(logged.map(({ level }) => level)).toEqual([40, 30]);
  });

  test('that is not there is named', async () => {
    begin('# fine\n', ['no-such-program', '-s', 'reload']);
    await until('it is told', () => update.problem);
    expect(update.problem).toContain('there is no program no-such-program');
  });

  test('is not run any more when nginx is not used, and nothing of it is told', async () => {
    begin('# fine\n', ['no-such-program']);
    await until('it is told', () => update.problem);
    update.leave();
    expect([update.problem, update.check.state, update.inUse]).toEqual(['', 'not-checked', false]);
    await update.close();
    expect(update.problem).toBe('');
  });

  test('that hangs is ended with the server', async () => {
    folder.write('reload', `#!/bin/sh\necho $$ > ${folder.path}/pid\nexec sleep 1000\n`);
    chmodSync(join(folder.path, 'reload'), 0o755);
    begin('# fine\n', [join(folder.path, 'reload')]);
    const pid = await until('it runs', () => {
      try {
        return Number(folder.read('pid'));
      } catch {
        return undefined; // not yet
      }
    });
    await update.close();
    await until('it is gone', () => !existsSync(`/proc/${pid}`));
  });
});
