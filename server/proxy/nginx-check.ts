import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { NginxCheck } from '../contract/nginx.ts';
import { runProgram } from '../runtime/child/program.ts';
import { findSystemProgram } from './system-program.ts';

const checkTimeoutMs = 10_000;

/** Everything nginx would otherwise write below /var/lib, where we may not. */
const mainConfig = (name: string) => `pid nginx.pid;
error_log stderr;
events { }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include ${name};
}
`;

/** Asks nginx whether it accepts a generated file, which is, or will be, at `path`. Never rejects for nginx's sake. */
export async function checkNginxConfig(text: string, path: string, signal: AbortSignal): Promise<NginxCheck> {
  const nginx = findSystemProgram('nginx');
  if (!nginx) return { state: 'not-checked', message: 'nginx is not installed on this machine.' };
  const folder = await mkdtemp(join(tmpdir(), 'rpicam-nginx-'));
  try {
    // A copy of the file: in the name of the real one an asterisk would stand for many.
    const copy = join(folder, basename(path));
    await writeFile(copy, text);
    await writeFile(join(folder, 'nginx.conf'), mainConfig(basename(path)));
    const { code, stderr } = await runProgram(
      nginx,
      ['-t', '-q', '-p', `${folder}/`, '-c', join(folder, 'nginx.conf')],
      { timeoutMs: checkTimeoutMs, signal },
    );
    if (code === 0) return { state: 'ok', message: '' };
    return failedCheck(stderr.replaceAll(copy, path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function failedCheck(stderr: string): NginxCheck {
  const lines = stderr.trim().split('\n');
  const line = lines.find((candidate) => candidate.includes('[emerg]')) ?? lines[0] ?? '';
  // Without its time and process id: the same fault reads the same each time.
  const message = line.replace(/^.*\[emerg\] (\d+#\d+: )?/, '');
  // It binds the ports to try them, which for those below 1024 only root may.
  return /^bind\(\).*\(13: /.test(message)
    ? { state: 'not-checked', message: `nginx has to be asked as root: ${message}` }
    : { state: 'failed', message };
}
