import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder in which udev keeps the lasting names of video nodes. */
export const linkFolder = '/dev/v4l';

/** The lasting names that lead to one node, as far as there are any. */
export interface DeviceLinks {
  byPath?: string;
  byId?: string;
}

/** The lasting names of all nodes, by the node's own path. Links that lead nowhere are left out. */
export async function deviceLinks(folder = linkFolder): Promise<Map<string, DeviceLinks>> {
  const links = new Map<string, DeviceLinks>();
  for (const [kind, name] of [
    ['byPath', 'by-path'],
    ['byId', 'by-id'],
  ] as const) {
    for (const { link, node } of await readLinks(join(folder, name))) {
      links.set(node, { [kind]: link, ...links.get(node) });
    }
  }
  return links;
}

async function readLinks(folder: string): Promise<{ link: string; node: string }[]> {
  // Without a camera there is no such folder.
  const names = await readdir(folder).catch(() => []);
  const paths = names.sort(bySocket).map((name) => join(folder, name));
  const links = await Promise.all(
    paths.map(async (link) => ({ link, node: await realpath(link).catch(() => undefined) })),
  );
  return links.flatMap(({ link, node }) => (node === undefined ? [] : { link, node }));
}

/**
 * From Debian 13 on a USB device has two by-path names: `...-usb-0:1:1.0-...` and `...-usbv2-0:1:1.0-...`. The first
 * may mean two sockets (port 1 of the USB 2 and of the USB 3 half of one controller; a Pi 5 has such), so the
 * second is preferred.
 */
function bySocket(a: string, b: string): number {
  const rank = (name: string) => (/-usbv\d-/.test(name) ? 0 : 1);
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}
