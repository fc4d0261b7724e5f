import { expect, test, type Page } from '@playwright/test';
import type { CameraConfig } from '../../../../server/contract/config/camera.ts';
import { configSchema } from '../../../../server/contract/config/config.ts';
import { FakeCameras, fakecamMissing } from '../../../fixtures/fakecam.ts';
import { CameraServer } from '../camera-server.ts';

/** The controls of a webcam that is being watched. */
async function openControls(page: Page, camera: Partial<CameraConfig> = {}) {
  const devices = new FakeCameras();
  devices.up(0, '--pattern', '--mjpeg', '640x480@30');
  const door: CameraConfig = { id: 'door', name: 'Front door', device: 0, port: 8_081, ...camera };
  const server = await CameraServer.start([door], {}, devices);
  await page.goto(`${server.url}/settings#cameras/door`);
  await expect(slider(page, 'Contrast')).toBeVisible();
  await expect(page.getByText('Waiting for the picture')).toHaveCount(0);
  return {
    devices,
    server,
    onDevice: (control: string) =>
      Number(/: (-?\d+)/.exec(devices.run('v4l2-ctl', '-d', '/dev/video0', '--get-ctrl', control))?.[1]),
    /** The process that reads the camera. */
    capturePid: () => Number(/\bpid=(\d+)/.exec(devices.read(0, 'state'))?.[1]),
    async saved(): Promise<CameraConfig | undefined> {
      const answer = await page.request.get(`${server.url}/api/cameras`);
      return configSchema.parse(await answer.json()).cameras[0];
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      devices[Symbol.dispose]();
    },
  };
}

const slider = (page: Page, name: string) => page.getByRole('slider', { name, exact: true });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test.describe('the controls of a camera', () => {
  test.skip(Boolean(fakecamMissing), fakecamMissing);

  test('follow a slider while it is dragged, and the capture goes on', async ({ page }) => {
    await using form = await openControls(page);
    const capture = form.capturePid();
    const contrast = slider(page, 'Contrast');
    await contrast.scrollIntoViewIfNeeded();
    const box = await contrast.boundingBox();
    if (!box) throw new Error('the slider is not to be seen');
    const middle = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width / 2, middle);
    await page.mouse.down();
    for (let step = 1; step <= 20; step++) {
      await page.mouse.move(box.x + box.width * (0.5 + step * 0.02), middle);
    }
    const dragged = Number(await contrast.inputValue());
    expect(dragged).toBeGreaterThan(45);
    // The button is still down.
    await expect.poll(() => form.onDevice('contrast')).toBe(dragged);
    await page.mouse.up();
    expect(form.capturePid()).toBe(capture);
    expect((await form.saved())?.controls).toBeUndefined();
    await expect(page.getByText('1 changed, not saved yet.')).toBeVisible();

    await button(page, 'Undo').click();
    await expect(contrast).toHaveValue('32');
    expect(form.onDevice('contrast')).toBe(32);
    await expect(page.getByText('1 changed, not saved yet.')).toHaveCount(0);
  });

  test('stay when they are saved, and the rest of the form can still be saved', async ({ page }) => {
    await using form = await openControls(page);
    const capture = form.capturePid();
    await page.getByRole('textbox', { name: 'Name' }).fill('Gate');
    await slider(page, 'Sharpness').press('End');
    await button(page, 'Save controls').click();
    await expect(page.getByText('Saved as controls.sharpness')).toBeVisible();
    expect(await form.saved()).toMatchObject({ name: 'Front door', controls: { sharpness: 6 } });
    await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Gate');
    await button(page, 'Save changes').click();
    await expect.poll(form.saved).toMatchObject({ name: 'Gate', controls: { sharpness: 6 } });
    expect(form.onDevice('sharpness')).toBe(6);
    expect(form.capturePid()).toBe(capture);
  });

  test('that an automatic has taken over are free when it is off', async ({ page }) => {
    await using form = await openControls(page);
    const exposure = slider(page, 'Exposure time absolute');
    await expect(exposure).toBeDisabled();
    await expect(exposure).toHaveAccessibleDescription(/“Auto exposure” controls this value now/);
    await button(page, 'Switch auto exposure off').click();
    await expect(exposure).toBeEnabled();
    const typed = page.getByRole('spinbutton', { name: 'Exposure time absolute, as a number' });
    await typed.fill('250');
    await typed.press('Enter');
    await expect(exposure).toHaveAttribute('aria-valuetext', '25 ms');
    await expect.poll(() => form.onDevice('exposure_time_absolute')).toBe(250);
    await button(page, 'Save controls').click();
    await expect
      .poll(form.saved)
      .toMatchObject({ controls: { auto_exposure: 1, exposure_time_absolute: 250 } });
  });

  test('that were tried are as before when the page is left', async ({ page }) => {
    await using form = await openControls(page);
    await button(page, 'Switch auto exposure off').click();
    await expect(slider(page, 'Exposure time absolute')).toBeEnabled();
    await slider(page, 'Exposure time absolute').press('End');
    await slider(page, 'Gain').press('End');
    await expect.poll(() => form.onDevice('exposure_time_absolute')).toBe(5_000);
    await expect.poll(() => form.onDevice('gain')).toBe(100);
    await page.goto('about:blank');
    await expect.poll(() => form.onDevice('gain')).toBe(0);
    await expect.poll(() => form.onDevice('auto_exposure')).toBe(3);
  });

  test('go back to what their maker set, and out of the configuration', async ({ page }) => {
    const controls = { sharpness: 6, gain: 40 };
    await using form = await openControls(page, { brightness: 0.75, controls });
    await expect.poll(() => form.onDevice('brightness')).toBe(32);
    await expect(page.getByText('Saved as brightness')).toBeVisible();
    await button(page, 'Reset to defaults…').click();
    await button(page, 'Reset all').click();
    await expect.poll(form.saved).toMatchObject({ brightness: null });
    expect((await form.saved())?.controls).toBeUndefined();
    expect(['brightness', 'sharpness', 'gain'].map(form.onDevice)).toEqual([0, 3, 0]);
    await expect(slider(page, 'Brightness')).toHaveValue('0');
  });

  test('that the camera refuses say so and show how it stands', async ({ page }) => {
    await using form = await openControls(page);
    const refusal = page.locator('.form').getByRole('alert');
    form.devices.fault(0, 'fail:S_CTRL=EIO', 'fail:S_EXT_CTRLS=EIO');
    await slider(page, 'Gain').press('End');
    await expect(refusal).toContainText('The camera refused');
    await expect(slider(page, 'Gain')).toHaveValue('0');
    form.devices.fault(0, 'none');
    await slider(page, 'Gain').press('End');
    await expect(refusal).toHaveCount(0);
    expect(form.onDevice('gain')).toBe(100);
  });

  test('cannot be shown while the camera is unplugged, and can when it is back', async ({ page }) => {
    await using form = await openControls(page);
    form.devices.fault(0, 'unplugged');
    await page.reload();
    const again = page.getByRole('button', { name: 'Ask again' });
    await expect(again).toBeVisible();
    await expect(page.getByRole('status').filter({ has: again })).toContainText(
      /not there|No such device|plug/i,
    );
    form.devices.fault(0, 'none');
    await again.click();
    await expect(slider(page, 'Contrast')).toBeVisible();
  });
});
