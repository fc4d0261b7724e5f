import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface ProgramResult {
  stdout: string;
  stderr: string;
  /** Exit status; undefined when it was killed or could not be started. */
  code: number | undefined;
}

/** A program hung in its driver survives SIGKILL; this long after its timeout we go on without it. */
const killGraceMs = 500;

/**
 * Runs a short program to its end, at most about `timeoutMs`; it is killed when `signal` aborts. A failure is a value:
 * look at `code` and `stderr`.
 */
export function runProgram(
  command: string,
  args: string[],
  options: { timeoutMs: number; signal?: AbortSignal },
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const late = `${command} did not end within ${options.timeoutMs} ms`;
    const child = execFile(
      command,
      args,
      {
        timeout: options.timeoutMs,
        signal: options.signal,
        killSignal: 'SIGKILL',
        maxBuffer: 4 * 1024 * 1024,
        env: plainEnvironment(),
      },
      (error, stdout, stderr) => {
        clearTimeout(giveUp);
        const code = error ? error.code : 0;
        resolve({
          stdout,
          stderr: stderr || (error?.signal === 'SIGKILL' ? late : (error?.message ?? '')),
          code: typeof code === 'number' ? code : undefined,
        });
      },
    );
    const giveUp = setTimeout(() => {
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
      resolve({ stdout: '', stderr: late, code: undefined });
    }, options.timeoutMs + killGraceMs);
  });
}

/**
 * The path of a program in the folders of `searchPath`, or undefined; a name with a slash stands for itself.
 * Asked anew each time: a user may install it meanwhile.
 */
export function findProgram(name: string, searchPath = process.env['PATH'] ?? ''): string | undefined {
  if (name.includes('/')) return isProgram(name) ? name : undefined;
  for (const folder of searchPath.split(delimiter)) {
    const path = join(folder, name);
    if (folder && isProgram(path)) return path;
  }
  return undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // not there, or not for us
  }
}

/** Our environment with the messages of programs in English, since we read them. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C' };
}
