import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { until } from '../../fixtures/until.ts';
import { expectSame, type Check } from './checks.ts';

const qemu = '/usr/bin/qemu-aarch64-static';
const program = 'opt/rpicam-kiosk/stand-in/node';
const hook = 'opt/rpicam-kiosk/stand-in/runtime/asar-hook.ts';
const server = 'opt/rpicam-kiosk/resources/app.asar/dist/server/cli.js';
/** Every instruction is translated. */
const timeoutMs = 120_000;
const healthSchema = z.object({ status: z.literal('ok'), cameras: z.array(z.object({ id: z.string() })) });

/** Why these checks cannot run here; undefined when they can. */
export function arm64Missing(): string | undefined {
  return existsSync(qemu) ? undefined : `${qemu} is not there (Debian package qemu-user-static)`;
}

/** The arm64 package's own server on a machine of another kind, instruction by instruction. */
export function arm64Checks(deb: string): Check[] {
  return [
    [
      'the arm64 package serves pictures, also those that sharp has to make',
      async () => {
        const folder = mkdtempSync(join(tmpdir(), 'rpicam-arm64-'));
        try {
          // Its first stage unpacks what every Debian has; nothing of it is run.
          const libraries = join(folder, 'debian');
          const debootstrap = ['--foreign', '--arch=arm64', '--variant=minbase', 'trixie', libraries];
          execFileSync('debootstrap', debootstrap, { stdio: 'ignore' });
          execFileSync('dpkg-deb', ['--extract', deb, join(folder, 'package')]);
          await serve(folder, libraries);
        } finally {
          rmSync(folder, { recursive: true });
        }
      },
    ],
  ];
}

async function serve(folder: string, libraries: string): Promise<void> {
  const path = (name: string) => join(folder, 'package', name);
  const flags = ['serve', '--port', '0', '--host', '127.0.0.1', '--data-dir', join(folder, 'data')];
  const node = [path(program), '--import', path(hook), path(server)];
  const child = spawn(qemu, ['-L', libraries, ...node, ...flags], {
    env: {
      PATH: '/usr/bin',
      HOME: folder,
      TMPDIR: folder,
      STAND_IN_EXECUTABLE: path('opt/rpicam-kiosk/rpicam-kiosk'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  try {
    const url = await until(
      'it listens',
      () => {
        if (child.exitCode !== null) throw new Error(`it ended: ${output}`);
        return /listens on (http:\/\/\S+)/.exec(output)?.[1];
      },
      timeoutMs,
    );
    const signal = AbortSignal.timeout(timeoutMs);
    const health = healthSchema.parse(await (await fetch(`${url}/health`, { signal })).json());
    const still = await fetch(`${url}/cam/${health.cameras[0]?.id}/snapshot?width=320`, { signal });
    expectSame(still.status, 200);
    expectSame(
      Buffer.from(await still.arrayBuffer())
        .subarray(0, 3)
        .toString('hex'),
      'ffd8ff',
    );
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}
