import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { NginxCheck } from '../contract/nginx.ts';
import { runProgram } from '../runtime/child/program.ts';
import { findSystemProgram } from './system-program.ts';

const checkTimeoutMs = 10_000;

/**
 * A main configuration for the check. It names folders for everything that nginx would otherwise write below /var/lib,
 * which the server may not.
 */
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

/**
 * Asks nginx whether it accepts a generated file, which is or will be at `path`. A failure of nginx is a value, not an
 * error.
 */
export async function checkNginxConfig(text: string, path: string, signal: AbortSignal): Promise<NginxCheck> {
  const nginx = findSystemProgram('nginx');
  if (!nginx) return { state: 'not-checked', message: 'nginx is not installed on this machine.' };
  const folder = await mkdtemp(join(tmpdir(), 'rpicam-nginx-'));
  try {
    // nginx checks a copy of the file: an asterisk in the real path would stand for many files.
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
  // The time and the process id are removed, so that the same fault reads the same each time.
  const message = line.replace(/^.*\[emerg\] (\d+#\d+: )?/, '');
  // nginx binds the ports to try them. Only root may do that below 1024.
  return /^bind\(\).*\(13: /.test(message)
    ? { state: 'not-checked', message: `nginx has to be asked as root: ${message}` }
    : { state: 'failed', message };
}
