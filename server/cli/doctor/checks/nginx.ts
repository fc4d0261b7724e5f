import { join } from 'node:path';
import { canAccess } from '../../../runtime/can-access.ts';
import { ok, problem, warning, type Finding } from '../finding.ts';
import { run, type Machine } from '../machine.ts';

const check = 'nginx';
const generatedFile = 'nginx.cameras.conf';

/**
 * Whether nginx, which is to serve the cameras' ports, is there, accepts its configuration and reads the generated
 * file.
 */
export async function checkNginx(machine: Machine, dataFolder: string): Promise<Finding[]> {
  const file = join(dataFolder, generatedFile);
  // -T tests as -t does and shows the files that it read.
  const tested = await run(machine, 'nginx', ['-T']);
  if (!tested)
    return [problem(check, 'not installed, but "port_mode" is "nginx"', 'sudo apt install nginx-light')];
  const isWritten = await canAccess(file);
  const found: Finding[] = [];
  if (!isWritten) found.push(warning(check, `${file} is not there yet`, 'Start the server: it writes it.'));
  if (tested.code !== 0) {
    const said = lastComplaint(tested.stderr);
    // nginx opens its logs and its pid file even for a test.
    found.push(
      /Permission denied|Operation not permitted/.test(tested.stderr)
        ? warning(
            check,
            `its configuration cannot be tested as this user: ${said}`,
            'Run: sudo rpicam-kiosk doctor',
          )
        : problem(check, `it refuses its configuration: ${said}`, 'Correct it, test it with: sudo nginx -t'),
    );
  } else if (isWritten && !tested.stdout.includes(`# configuration file ${file}:`)) {
    const advice = `sudo ln -s ${file} /etc/nginx/conf.d/ && sudo systemctl reload nginx`;
    found.push(...notIncluded(tested.stdout, file, advice));
  }
  return found.length > 0 ? found : [ok(check, 'its configuration is valid and includes the cameras')];
}

/** nginx may read the file through a link of another name. */
function notIncluded(dump: string, file: string, advice: string): Finding[] {
  if (dump.includes(generatedFile) || dump.includes('/cam/')) return [];
  return [problem(check, `it does not read ${file}`, advice)];
}

function lastComplaint(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return (lines.find((line) => line.includes('[emerg]')) ?? lines.at(-1) ?? '').trim();
}
