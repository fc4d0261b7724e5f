import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hooksReportSchema } from '../../../../server/contract/hook/hook-state.ts';
import { until } from '../../../fixtures/until.ts';
import { kioskTestsMissing } from '../fixtures/electron-program.ts';
import { KioskApp } from '../fixtures/kiosk-app.ts';
import { XScreen } from '../fixtures/x-screen.ts';

const white = `export const hook = { wants: 'raw' };
export default async ({ data, width, height }) => ({ raw: data.fill(255), width, height });`;

describe.skipIf(kioskTestsMissing)('a hook in the kiosk', () => {
  test('runs in a process of the Node.js that the kiosk has, and the screen shows its pictures', async () => {
    await using screen = await XScreen.start();
    const camera = { id: 'door', name: 'Door', device: 'test:Door', width: 320, height: 180, fps: 10 };
    const config = { cameras: [{ ...camera, hooks: [{ hook: 'white.js' }] }] };
    await using app = await KioskApp.start({ screen, config });
    mkdirSync(join(app.dataFolder, 'hooks'), { recursive: true });
    writeFileSync(join(app.dataFolder, 'hooks/white.js'), white);
    await fetch(`${app.url}/api/cameras/door/hooks/retry`, { method: 'POST' });
    await until('the hook runs', async () => {
      const { cameras } = hooksReportSchema.parse(await (await fetch(`${app.url}/api/hooks`)).json());
      return cameras[0]?.hooks[0]?.state.kind === 'running';
    });
    await until('the screen is white', () =>
      screen.picture().isWhite({ x: 500, y: 250, width: 200, height: 200 }),
    );
    expect(app.child.exitCode).toBeNull();
  });
});
