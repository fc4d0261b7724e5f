import { expect, type Page } from '@playwright/test';

/** The part of the settings that an address names, loaded. */
export async function openSection(page: Page, server: { url: string }, id: string): Promise<void> {
  await page.goto(`${server.url}/settings#${id}`);
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
}

/** The parts that the list at the side of the settings names: what an address has after "#". The settings open for it. */
export async function sectionsOf(page: Page, server: { url: string }): Promise<string[]> {
  await openSection(page, server, 'cameras');
  const links = await page.getByRole('navigation', { name: 'Settings' }).getByRole('link').all();
  const addresses = await Promise.all(links.map((link) => link.getAttribute('href')));
  const sections = addresses.map((address) => address?.replace(/^#/, '') ?? '');
  // The first and the last one: the whole list is there.
  expect([sections[0], sections.at(-1)]).toEqual(['cameras', 'json']);
  return sections;
}

/** Saves what was edited, and waits until the server has it. */
export async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Cameras without changes kept running.')).toBeVisible();
}
