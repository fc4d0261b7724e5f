import { symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkNginx } from '../../../../../../server/cli/doctor/checks/nginx.ts';
import { findProgram } from '../../../../../../server/runtime/child/program.ts';
import { TemporaryMachine } from '../temporary-machine.ts';

const nginx = findProgram('nginx', `${process.env['PATH'] ?? ''}:/usr/sbin`);
const server =
  'server { listen 127.0.0.1:18081; location / { proxy_pass http://127.0.0.1:8000/cam/a/video; } }\n';

/** A machine whose nginx is the real one with a configuration of its own. */
function withNginx(include: string): TemporaryMachine {
  const machine = new TemporaryMachine();
  const { root } = machine;
  const logs = `error_log ${root}/error.log; pid ${root}/nginx.pid;`;
  machine.file(
    'nginx.conf',
    `${logs}\nevents {}\nhttp { access_log off; ${include.replaceAll('ROOT', root)} }\n`,
  );
  machine.program('nginx', `exec ${nginx} -c ${root}/nginx.conf -p ${root} "$@"`);
  return machine;
}

describe.skipIf(nginx === undefined)('nginx (where it is installed)', () => {
  test('that reads the cameras is fine, also by a link', async () => {
    using machine = withNginx('include ROOT/data/nginx.cameras.conf;');
    machine.file('data/nginx.cameras.conf', server);
    expect(await checkNginx(machine, `${machine.root}/data`)).toMatchObject([{ level: 'ok' }]);
    using linked = withNginx('include ROOT/conf.d/*;');
    linked.file('conf.d/empty', '');
    symlinkSync(linked.file('data/nginx.cameras.conf', server), `${linked.root}/conf.d/cameras`);
    expect(await checkNginx(linked, `${linked.root}/data`)).toMatchObject([{ level: 'ok' }]);
  });

  test('that does not read them is a problem with the command that helps', async () => {
    using machine = withNginx('');
    const file = machine.file('data/nginx.cameras.conf', server);
    expect(await checkNginx(machine, `${machine.root}/data`)).toMatchObject([
      { level: 'problem', advice: `sudo ln -s ${file} /etc/nginx/conf.d/ && sudo systemctl reload nginx` },
    ]);
  });

  test('that refuses its configuration is quoted', async () => {
    using machine = withNginx('include ROOT/data/nginx.cameras.conf;');
    machine.file('data/nginx.cameras.conf', 'server { lisen 8081; }\n');
    expect(await checkNginx(machine, `${machine.root}/data`)).toMatchObject([
      { level: 'problem', message: expect.stringContaining('unknown directive "lisen"') },
    ]);
  });

  test('for which the server has written nothing yet is a warning', async () => {
    using machine = withNginx('');
    expect(await checkNginx(machine, `${machine.root}/data`)).toMatchObject([{ level: 'warning' }]);
  });
});

describe('without nginx', () => {
  test('its port mode cannot work', async () => {
    using machine = new TemporaryMachine().withoutPrograms();
    expect(await checkNginx(machine, machine.root)).toMatchObject([
      { level: 'problem', advice: 'sudo apt install nginx-light' },
    ]);
  });
});
