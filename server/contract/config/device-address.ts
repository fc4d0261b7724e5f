import { hasHost } from './host-name.ts';

/**
 * The values of the `device` field of a camera: an index, a device path (also a stable
 * /dev/v4l/by-path or by-id name), `csi:<n>`, `test`, `test:<name>`, `http(s)://…`, `rtsp(s)://…`, `file:<clip>`.
 */
export type DeviceAddress =
  | { kind: 'v4l2'; path: string }
  | { kind: 'csi'; index: number }
  | { kind: 'test'; label: string }
  | { kind: 'http'; url: string }
  | { kind: 'rtsp'; url: string }
  /** A video, or a folder of pictures: a name in the folder of clips, or an absolute path. */
  | { kind: 'file'; name: string };

/** The address a `device` value stands for, or undefined where it is none. */
export function parseDeviceAddress(device: number | string): DeviceAddress | undefined {
  if (typeof device === 'number') {
    return Number.isInteger(device) && device >= 0
      ? { kind: 'v4l2', path: `/dev/video${device}` }
      : undefined;
  }
  if (/^\d{1,4}$/.test(device)) return { kind: 'v4l2', path: `/dev/video${Number(device)}` };
  if (/^\/dev\/[\w.:+@/-]+$/.test(device) && !device.includes('..')) return { kind: 'v4l2', path: device };
  const csi = /^csi:(\d{1,2})$/.exec(device);
  if (csi) return { kind: 'csi', index: Number(csi[1]) };
  const test = /^test(?::(.*))?$/.exec(device);
  if (test) return { kind: 'test', label: test[1] ?? '' };
  const file = /^file:(?!\/\/)([^\p{Cc}\p{Cs}]{1,1000})$/u.exec(device)?.[1];
  if (file !== undefined) return isPlainPath(file) ? { kind: 'file', name: file } : undefined;
  return parseUrl(device);
}

function isPlainPath(path: string): boolean {
  return path.trim() === path && !path.split('/').some((part) => part === '..' || part === '.');
}

function parseUrl(device: string): DeviceAddress | undefined {
  const protocol = /^(https?|rtsps?):\/\//i.exec(device)?.[1]?.toLowerCase();
  if (!protocol || !hasHost(device)) return undefined;
  return protocol.startsWith('http') ? { kind: 'http', url: device } : { kind: 'rtsp', url: device };
}

/** The device as logs, API answers and pages may show it: a URL without its credentials and query. */
export function redactDevice(device: number | string): number | string {
  const address = parseDeviceAddress(device);
  if (address?.kind !== 'http' && address?.kind !== 'rtsp') return device;
  const url = new URL(address.url);
  const login = url.username || url.password ? '***@' : '';
  const place = redactPasswords(url.host + url.pathname);
  return `${url.protocol}//${login}${place}${url.search ? '?***' : ''}`;
}

/** Hides the password in "/user=admin_password=tlJwpbo6_channel=1_stream=0.sdp", as many cheap cameras want it. */
export function redactPasswords(text: string): string {
  return text.replace(/(pass(?:word|wd)?|pwd)=[^\s/'"]+/gi, '$1=***');
}
