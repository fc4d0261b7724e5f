import { readlink, stat } from 'node:fs/promises';

/** Whether a folder is on an SD card or eMMC, which continuous writing wears out. Undefined: that cannot be told. */
export async function isOnCard(folder: string): Promise<boolean | undefined> {
  try {
    const { dev } = await stat(folder);
    const device = await readlink(`/sys/dev/block/${majorOf(dev)}:${minorOf(dev)}`);
    return device.includes('/mmcblk');
  } catch {
    return undefined; // not Linux, a network disk, a container, or no such folder
  }
}

/** As glibc takes a device's number apart. */
function majorOf(device: number): number {
  return Number((BigInt(device) >> 8n) & 0xfffn);
}

function minorOf(device: number): number {
  const whole = BigInt(device);
  return Number((whole & 0xffn) | ((whole >> 12n) & 0xfff00n));
}
