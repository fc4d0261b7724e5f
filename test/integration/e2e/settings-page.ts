import { expect, type Page } from '@playwright/test';

/** The part of the settings that an address names, loaded. */
export async function openSection(page: Page, server: { url: string }, id: string): Promise<void> {
  await page.goto(`${server.url}/settings#${id}`);
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
}

/** Saves what was edited, and waits until the server has it. */
export async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Cameras without changes kept running.')).toBeVisible();
}
