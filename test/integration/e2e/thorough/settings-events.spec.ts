import { expect, test } from '@playwright/test';
import { WebhookTarget } from '../../../fixtures/webhook-target.ts';
import { CameraServer } from '../camera-server.ts';
import { openSection, save } from '../settings-page.ts';
import { complaintsOf, testCameras } from '../wall-page.ts';

test('a webhook is added, tried, allowed in the own network, saved without showing its secret again, and removed', async ({
  page,
}) => {
  await using target = await WebhookTarget.start();
  await using server = await CameraServer.start(testCameras(2));
  const complaints = complaintsOf(page);
  await openSection(page, server, 'events');
  await page.getByRole('button', { name: 'Add a webhook' }).click();
  const webhook = page.getByRole('region', { name: 'Webhook webhook-1' });
  await webhook.getByLabel('Address of the target').fill(target.url);
  const secret = await webhook.getByLabel('Secret', { exact: true }).inputValue();
  expect(secret).toMatch(/^[\w-]{32}$/);

  await webhook.getByRole('button', { name: 'Send a test message' }).click();
  await expect(webhook.getByRole('status').last()).toContainText(
    'The target is in a private network: 127.0.0.1.',
  );
  await webhook.getByRole('switch', { name: 'The target is in my own network' }).check();
  await webhook.getByRole('button', { name: 'Send a test message' }).click();
  await expect(webhook.getByRole('status').last()).toContainText(
    'The target has taken the message: status 204',
  );
  expect(target.taken[0]?.message.type).toBe('test');
  // Another host has to be allowed anew.
  await webhook.getByLabel('Address of the target').fill(target.url.replace('127.0.0.1', '127.0.0.2'));
  await expect(webhook.getByRole('switch', { name: 'The target is in my own network' })).not.toBeChecked();
  await webhook.getByLabel('Address of the target').fill(target.url);
  await webhook.getByRole('switch', { name: 'The target is in my own network' }).check();
  await webhook.getByLabel('Camera 2').check();
  await save(page);

  await page.reload();
  await expect(webhook.getByLabel('Secret', { exact: true })).toHaveValue('');
  await expect(webhook.getByLabel('Camera 2')).toBeChecked();
  expect(await page.content()).not.toContain(secret);
  await webhook.getByRole('button', { name: 'Send a test message' }).click();
  await expect(webhook.getByRole('status').last()).toContainText('status 204');
  // The secret that was saved signs it.
  expect(target.taken[1]?.headers['rpicam-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);

  await webhook.getByLabel('Address of the target').fill('ftp://nowhere');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(webhook.getByLabel('Address of the target')).toHaveAccessibleDescription(
    /webhooks url should be/,
  );
  await webhook.getByRole('button', { name: 'Remove webhook webhook-1' }).click();
  await save(page);
  await expect(page.getByText('There are no webhooks.')).toBeVisible();
  expect(complaints.filter((text) => !text.includes('400'))).toEqual([]);
});
