import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';

export interface SecondInstance {
  argv: string[];
  cwd: string;
  additionalData: unknown;
}

const handOverLimitMs = 60_000;
/** Runs in a process of its own, because Electron's answer is synchronous and Node's sockets are not. */
const handOver = `const socket = require('net').connect(process.argv[1], () => socket.end(process.argv[2]));
socket.on('error', () => process.exit(1)).on('close', () => process.exit(0))`;

/** One instance for each folder. */
export class InstanceLock {
  #server: Server | undefined;

  /** False: another has it, and was told what is in `mine`. */
  take(folder: string, mine: SecondInstance, onSecond: (second: SecondInstance) => void): boolean {
    // Chromium makes its lock in this folder and cannot where there is none.
    if (!existsSync(folder)) return false;
    const path = join(folder, 'SingletonSocket');
    if (existsSync(path) && wasTold(path, mine)) return false;
    rmSync(path, { force: true });
    this.#server = createServer((socket) => {
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      socket.on('end', () => onSecond(JSON.parse(text) as SecondInstance));
    }).listen(path);
    this.#server.unref();
    return true;
  }

  get held(): boolean {
    return this.#server !== undefined;
  }

  release(): void {
    this.#server?.close();
    this.#server = undefined;
  }
}

function wasTold(path: string, mine: SecondInstance): boolean {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const args = ['-e', handOver, path, JSON.stringify(mine)];
  try {
    execFileSync(process.execPath, args, { timeout: handOverLimitMs, stdio: 'ignore', env });
    return true;
  } catch {
    return false; // nobody listens any more: the last holder was killed
  }
}
