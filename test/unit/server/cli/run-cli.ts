import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { patienceMs } from '../../../fixtures/patience.ts';

export const cliPath = resolve(import.meta.dirname, '../../../../server/cli.ts');

export interface CliSetup {
  env?: NodeJS.ProcessEnv;
  /** What it finds on stdin. */
  input?: string | Buffer;
  cwd?: string;
}

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
  bytes: Buffer;
}

/** Our environment without what would lead the command elsewhere. */
export function cliEnvironment(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(([name]) => !/^(RPICAM_|APP_PORT$|LOG_)/.test(name));
  return { ...Object.fromEntries(ours), ...env };
}

/** Runs the real command line to its end. */
export async function runCli(args: string[], { env, input, cwd }: CliSetup = {}): Promise<CliResult> {
  const child = spawn(process.execPath, [cliPath, ...args], {
    env: cliEnvironment(env),
    cwd,
    timeout: patienceMs,
  });
  child.stdin.end(input ?? '');
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [stdout, stderr, [code]] = await Promise.all([buffer(child.stdout), buffer(child.stderr), closed]);
  return { code, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8'), bytes: stdout };
}
