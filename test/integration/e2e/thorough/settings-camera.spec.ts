import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import type { CameraConfig } from '../../../../server/contract/config/camera.ts';
import { configSchema } from '../../../../server/contract/config/config.ts';
import { healthSchema } from '../../../../server/contract/health.ts';
import { FakeCameras, fakecamMissing } from '../../../fixtures/fakecam.ts';
import { CameraServer } from '../camera-server.ts';
import { complaintsOf } from '../wall-page.ts';

const door: CameraConfig = {
  id: 'door',
  name: 'Front door',
  device: 0,
  port: 8_081,
  width: 640,
  height: 480,
};
const yard: CameraConfig = { id: 'yard', name: 'Yard', device: 'test', port: 8_082 };
const byPath = '/dev/v4l/by-path/pci-0000:fc:14.0-usb-0:1:1.0-video-index0';

/** A webcam under the real server, and the page with its form. */
async function openForm(page: Page, { device = 0 as CameraConfig['device'], id = 'door' } = {}) {
  const devices = new FakeCameras();
  const modes = ['--mjpeg', '1280x720@30,15', '--mjpeg', '640x480@30', '--yuyv', '320x240@30'];
  devices.up(0, '--pattern', ...modes, '--card', 'HD Webcam', '--serial', 'A1', '--usb', '046d:0825');
  const server = await CameraServer.start([{ ...door, device }, yard], {}, devices);
  await page.goto(`${server.url}/settings#cameras/${id}`);
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeVisible();
  return {
    devices,
    server,
    async saved(): Promise<CameraConfig | undefined> {
      const answer = await page.request.get(`${server.url}/api/cameras`);
      return configSchema.parse(await answer.json()).cameras[0];
    },
    async health() {
      const answer = await page.request.get(`${server.url}/health`);
      return healthSchema.parse(await answer.json()).cameras[0];
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      devices[Symbol.dispose]();
    },
  };
}

const control = (page: Page, name: string) => page.getByRole('slider', { name, exact: true });
const save = (page: Page) => page.getByRole('button', { name: 'Save changes' }).click();

test.describe('the form of a camera', () => {
  test.skip(Boolean(fakecamMissing), fakecamMissing);

  test('offers what the device can do, and what is picked is what it runs in', async ({ page }) => {
    const complaints = complaintsOf(page);
    await using form = await openForm(page);
    const size = page.getByRole('combobox', { name: 'Size' });
    await expect(size.locator('optgroup')).toHaveCount(2);
    await expect(size.locator('option')).toHaveText([
      'Automatic (up to 1280 × 720)',
      '1280 × 720 · up to 30 fps',
      '640 × 480 · up to 30 fps',
      '320 × 240 · up to 30 fps',
    ]);
    await size.selectOption('320 × 240 · up to 30 fps');
    await expect(page.getByRole('spinbutton', { name: 'JPEG quality' })).toBeVisible();
    await size.selectOption('1280 × 720 · up to 30 fps');
    await expect(page.getByRole('spinbutton', { name: 'JPEG quality' })).toHaveCount(0);
    await page.getByRole('combobox', { name: 'Frames per second' }).selectOption('15 fps');
    await save(page);
    await expect.poll(() => form.devices.read(0, 'format')).toMatch(/^MJPG 1280x720 1\/15/);
    await expect.poll(form.health).toMatchObject({ kind: 'live', width: 1_280, height: 720 });
    expect(await form.saved()).toMatchObject({ width: 1_280, height: 720, fps: 15 });
    expect(complaints).toEqual([]);
  });

  test('shows which device it is and has it stored under its stable name', async ({ page }) => {
    await using form = await openForm(page);
    await expect(page.getByRole('combobox', { name: 'Device' })).toHaveValue(/HD Webcam|0/);
    await expect(page.getByText('usb-fakecam_HD_Webcam_A1-video-index0')).toBeVisible();
    await page.getByRole('button', { name: 'Use the stable name' }).click();
    await expect(page.getByText(`${byPath.split('/').at(-1)} (configured)`)).toBeVisible();
    await save(page);
    await expect.poll(async () => (await form.saved())?.device).toBe(byPath);
  });

  test('has wrong values said at their fields, before and after the server is asked', async ({ page }) => {
    await using form = await openForm(page);
    const port = page.getByRole('spinbutton', { name: 'Own port' });
    await port.fill('70000');
    await expect(port).toHaveAccessibleDescription(/invalid port: 70000/);
    await port.fill('8082');
    await expect(port).toHaveAccessibleDescription(/The camera “Yard” already has this port/);
    await port.fill(new URL(form.server.url).port);
    await expect(port).not.toHaveAttribute('aria-invalid');
    await save(page);
    await expect(port).toHaveAccessibleDescription(/the server itself uses it/);
    await expect(port).toHaveAttribute('aria-invalid', 'true');
    expect(await form.saved()).toMatchObject({ port: 8_081 });
  });

  test('turns the picture before it is saved, and no more when the server does', async ({ page }) => {
    await using form = await openForm(page);
    await expect(page.getByRole('img', { name: 'Live view of Front door' })).toBeVisible();
    const turnedBy = () =>
      page.evaluate(`(() => {
        const { a, b, c, d } = new DOMMatrix(getComputedStyle(document.querySelector('aside img')).transform);
        return [a, b, c, d].map(Math.round).join(' ');
      })()`);
    await expect.poll(turnedBy).toBe('1 0 0 1');
    await page.getByRole('button', { name: '90°', exact: true }).click();
    await page.getByRole('button', { name: 'Left ↔ right' }).click();
    await expect.poll(turnedBy).toBe('0 1 1 0');
    await save(page);
    await expect.poll(form.saved).toMatchObject({ rotate: 90, flip: 'horizontal' });
    await expect.poll(turnedBy).toBe('1 0 0 1');
  });

  test('warns of an id that changes, and the camera is found under the new one', async ({ page }) => {
    await using form = await openForm(page);
    await page.getByRole('textbox', { name: 'Id' }).fill('gate');
    await expect(page.getByText('Walls, links and the order of cameras follow to the new id.')).toBeVisible();
    // The new address does not answer before the camera is saved.
    await expect(
      page.getByRole('link', { name: `${form.server.url}/cam/door/video`, exact: true }),
    ).toBeVisible();
    await expect(page.getByRole('img', { name: 'Live view of Front door' })).toBeVisible();
    await save(page);
    await expect.poll(async () => (await form.saved())?.id).toBe('gate');
    await expect(
      page.getByRole('link', { name: `${form.server.url}/cam/gate/video`, exact: true }),
    ).toBeVisible();
  });

  test('fits a phone and the Pi’s own display, and a screen reader', async ({ page }) => {
    await using form = await openForm(page);
    await expect.poll(form.health).toMatchObject({ kind: 'live' });
    await expect(control(page, 'Contrast')).toBeVisible();
    await control(page, 'Contrast').press('ArrowRight');
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const [width, height] of [
        [1_920, 1_080],
        [800, 480],
        [390, 844],
        [320, 640],
      ] as const) {
        await page.setViewportSize({ width, height });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        const small = await page.locator('.form :is(button, select, input)').evaluateAll((all) =>
          all
            .filter((each) => each.getAttribute('role') !== 'switch')
            .filter((each) => each.getBoundingClientRect().height < 43.5)
            .map((each) => each.outerHTML),
        );
        expect(small).toEqual([]);
      }
      const { violations } = await new AxeBuilder({ page }).include('main').analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
  });
});

test('a camera without controls says why', async ({ page }) => {
  await using server = await CameraServer.start([yard]);
  await page.goto(`${server.url}/settings#cameras/yard`);
  await expect(page.getByText(/^Only cameras at a .* have controls/)).toBeVisible();
});
