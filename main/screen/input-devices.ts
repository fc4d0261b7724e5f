import { closeSync, constants, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../server/runtime/clock.ts';
import { ToolError } from './tools/power-tool.ts';

/** The kernel's struct input_event on 64-bit machines: 16 bytes of time, type, code, value. */
const eventBytes = 24;
const keyEvent = 1;
const pressed = 1;

const pollMs = 250;
/** A device that is plugged in later is noticed after this time. */
const openAnewMs = 30_000;

/**
 * Waits for a touch, click or key at the input devices themselves: cage (0.2.0) passes no touch on while its display is
 * switched off. Resolves to true after a touch, and to false when `signal` aborted.
 * @param folder /dev/input @throws ToolError when devices are there and none may be read
 */
export async function waitForTouch(folder: string, clock: Clock, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const devices = openDevices(folder);
    try {
      const untilMs = clock.nowMs() + openAnewMs;
      while (!signal.aborted && clock.nowMs() < untilMs) {
        if (devices.some(hasPress)) return true;
        await clock.sleep(pollMs, signal);
      }
    } finally {
      for (const device of devices) closeSync(device);
    }
  }
  return false;
}

function openDevices(folder: string): number[] {
  const names = listDevices(folder);
  const refusals: unknown[] = [];
  const devices = names.flatMap((name) => {
    try {
      return [openSync(join(folder, name), constants.O_RDONLY | constants.O_NONBLOCK)];
    } catch (error) {
      refusals.push(error);
      return [];
    }
  });
  if (devices.length > 0 || refusals.length === 0) return devices;
  throw new ToolError(
    'A touch cannot wake the display, because the input devices may not be read: add the user to the group input ' +
      '(sudo usermod -aG input USER) and start again, or use labwc instead of cage',
    { cause: refusals[0] },
  );
}

function listDevices(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.startsWith('event'));
  } catch {
    return []; // without any input device there is no such folder
  }
}

/** Reads all waiting events of a device. @returns whether one of them is a press */
function hasPress(device: number): boolean {
  const buffer = Buffer.alloc(64 * eventBytes);
  try {
    for (let seen = false; ;) {
      const length = readSync(device, buffer);
      if (length === 0) return seen;
      for (let at = 0; at + eventBytes <= length; at += eventBytes) {
        seen ||= buffer.readUInt16LE(at + 16) === keyEvent && buffer.readInt32LE(at + 20) === pressed;
      }
      if (length < buffer.length) return seen;
    }
  } catch {
    return false; // no event is waiting (EAGAIN), or the device was unplugged
  }
}
