import type { AsideFile } from '../runtime/aside-file.ts';

/**
 * Replaces a file whose content is set aside first; a failure takes the copy back, so that tries on a full disk leave
 * nothing and push no older copy out.
 * @throws what `keepAside` and `replace` throw
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
