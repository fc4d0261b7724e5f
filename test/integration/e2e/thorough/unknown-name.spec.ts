import { expect, test } from '@playwright/test';
import { pageTestLaunch } from '../../../../build/chromium.ts';
import { CameraServer } from '../camera-server.ts';
import { testCameras } from '../wall-page.ts';

const name = 'camera.example.lan';
const rules = `--host-resolver-rules=MAP ${name} 127.0.0.1`;
test.use({ launchOptions: { ...pageTestLaunch, args: [...pageTestLaunch.args, rules] } });

test('a name that the server does not know is refused in words, and allowed in the settings by its link', async ({
  page,
}) => {
  await using server = await CameraServer.start(testCameras(1));
  const underName = `http://${name}:${new URL(server.url).port}/`;
  await page.goto(underName);
  const refusal = page.getByRole('alert').filter({ hasText: `this server does not know itself as ${name}` });
  await expect(refusal).toBeVisible();
  await expect(page.getByText('Loading the picture…')).toHaveCount(0);
  await expect(refusal.getByRole('link', { name: `Open ${server.url}` })).toHaveAttribute('href', server.url);

  await refusal.getByRole('link', { name: `Allow the name ${name}` }).click();
  await page.getByRole('button', { name: `Allow ${name}` }).click();
  await expect(page.getByRole('button', { name: `Allow ${name}` })).toHaveCount(0);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();

  await page.goto(underName);
  await expect(page.getByRole('group', { name: /^Camera 1\. Live/ })).toBeVisible();
});
