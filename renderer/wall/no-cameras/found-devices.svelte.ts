import type { z } from 'zod';
import { deviceListingSchema, devicesPath } from '../../../server/contract/device/device-listing.ts';
import { errorText } from '../../../server/contract/error-text.ts';
import { answerTo, RefusedRequest } from '../../api.ts';
import { pause } from '../../pause.ts';
import { readAnswer } from '../../read-answer.ts';

/** A camera that is plugged in appears in the list after at most this time. */
const lookEveryMs = 4_000;

/** A device that could be a camera of this server. */
export interface FoundDevice {
  name: string;
  /** The value for the field "device" of a camera. */
  device: string;
  /** Tells people with two equal cameras which of them this is. */
  place: string;
  /** Another program reads it now. */
  busy: boolean;
}

export type FoundDevicesState = { kind: 'looking' } | { kind: 'ready' } | { kind: 'failed'; why: string };

/** The devices that are plugged in and not configured as cameras yet. Only admins may read or add them. */
export class FoundDevices {
  state = $state.raw<FoundDevicesState>({ kind: 'looking' });
  list = $state.raw<readonly FoundDevice[]>([]);
  /** Reasons why a device may be missing here, one line each. */
  problems = $state.raw<readonly string[]>([]);
  adding = $state(false);
  /** Why the last attempt added no camera; empty when it added some. */
  addProblem = $state('');
  #turn = 0;

  /** Asks the server again and again until `signal` aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; await pause(lookEveryMs, signal)) await this.look();
  }

  /** Asks the server once. Never rejects; `state` says how it went. */
  async look(): Promise<void> {
    const turn = ++this.#turn;
    const isNewest = () => turn === this.#turn;
    try {
      const listing = await readAnswer(answerTo(devicesPath), deviceListingSchema);
      // The answer to an older question may come later.
      if (!isNewest()) return;
      this.list = devicesIn(listing);
      this.problems = listing.problems;
      this.state = { kind: 'ready' };
    } catch (error) {
      if (isNewest()) this.state = { kind: 'failed', why: errorText(error) };
    }
  }

  /** Makes a camera of each device, or of none when the server refuses. Never rejects; `addProblem` says why. */
  async add(devices: readonly Pick<FoundDevice, 'name' | 'device'>[]): Promise<void> {
    this.adding = true;
    this.addProblem = '';
    try {
      // The shapes of the configuration are large, and a wall rarely needs them.
      const { ifVersion, readConfig, writeConfig } = await import('../../config-api.ts');
      const { config, etag } = await readConfig();
      for (const { name, device } of devices) {
        config.cameras.push({ id: freeId(config.cameras), name, device });
      }
      await writeConfig(config, ifVersion(etag));
      // Nobody shall add one twice, also where the server does not answer now.
      this.list = this.list.filter(({ device }) => !devices.some((added) => added.device === device));
      await this.look();
    } catch (error) {
      this.addProblem = addProblemText(error);
    }
    this.adding = false;
  }
}

function devicesIn(listing: z.infer<typeof deviceListingSchema>): FoundDevice[] {
  const v4l2 = listing.devices
    .filter(({ in_use }) => !in_use)
    .map(({ name, device, path, busy }) => ({ name, device, place: path, busy: busy === 'other' }));
  const csi = listing.csi_cameras
    .filter(({ in_use_by }) => in_use_by.length === 0)
    .map(({ sensor, device, index }) => ({
      name: `CSI ${sensor}`,
      device,
      place: `CSI connector ${index}`,
      busy: false,
    }));
  return [...v4l2, ...csi];
}

/** An unused id, numbered like those of cameras that the server finds by itself. */
function freeId(cameras: readonly { id: string }[]): string {
  const taken = new Set(cameras.map(({ id }) => id));
  let number = cameras.length + 1;
  while (taken.has(`cam${number}`)) number++;
  return `cam${number}`;
}

function addProblemText(error: unknown): string {
  const conflict = error instanceof RefusedRequest && error.status === 412;
  return conflict
    ? 'Somebody else changed the cameras just now. Try again.'
    : `Not added: ${errorText(error)}`;
}
