import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rotateDisplays } from '../../../../../main/screen/rotation.ts';
import { Xset } from '../../../../../main/screen/tools/xset.ts';
import { findProgram } from '../../../../../server/runtime/child/program.ts';

const missing = ['Xvfb', 'xset', 'xrandr'].filter((name) => !findProgram(name));

// Xvfb has neither DPMS nor rotation: what the real programs say then is what is tested here.
describe.skipIf(missing.length > 0)(
  `under Xvfb${missing.length ? ` (not installed: ${missing})` : ''}`,
  () => {
    let server: ChildProcess;
    beforeAll(async () => {
      server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '640x480x24'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      if (!server.stdout) throw new Error('no pipe');
      const [number] = (await once(server.stdout, 'data')) as [Buffer];
      vi.stubEnv('DISPLAY', `:${number.toString().trim()}`);
    });
    afterAll(async () => {
      vi.unstubAllEnvs();
      const exited = once(server, 'exit');
      server.kill();
      await exited;
    });

    test('xset does not work, though its exit status is 0', async () => {
      await expect(new Xset().check()).rejects.toThrow('no DPMS');
    });

    test('the picture cannot be turned, and xrandr says so', async () => {
      await expect(rotateDisplays([{ name: 'screen', rotation: 90 }], process.env)).rejects.toThrow(
        'cannot use rotation "right"',
      );
      await rotateDisplays([{ name: 'screen', rotation: 0 }], process.env);
    });
  },
);
