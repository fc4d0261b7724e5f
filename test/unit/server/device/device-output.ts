import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What v4l2-ctl 1.22 or 1.30 printed for real drivers of Linux 6.1 (uvcvideo, vivid, v4l2loopback). */
export function deviceOutput(name: string): string {
  return readFileSync(join(import.meta.dirname, 'output', `${name}.txt`), 'utf8');
}
