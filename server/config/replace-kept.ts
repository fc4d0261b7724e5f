import type { AsideFile } from '../runtime/aside-file.ts';

/**
 * Sets a file aside, then replaces it. After a failure the copy is removed, so that attempts on a full disk leave
 * nothing behind and remove no older copies.
 * @throws the errors of `keepAside` and `replace`
 */
export async function replaceKept(
  keepAside: () => Promise<AsideFile | undefined>,
  replace: () => Promise<void>,
): Promise<void> {
  const aside = await keepAside();
  try {
    await replace();
  } catch (error) {
    await aside?.undo();
    throw error;
  }
  await aside?.removeOlder();
}
