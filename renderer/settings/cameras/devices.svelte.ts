import type { z } from 'zod';
import { deviceListingSchema, devicesPath } from '../../../server/contract/device/device-listing.ts';
import { errorText } from '../../../server/contract/error-text.ts';
import { answerTo } from '../../api.ts';
import { readAnswer } from '../../read-answer.ts';

/** The server waits for a device that hangs. */
const listTimeoutMs = 15_000;

export type DevicesState =
  | { kind: 'looking' }
  | { kind: 'found' }
  /** `why` is one line for people. */
  | { kind: 'failed'; why: string };

/** The devices that could be a camera, as the server last found them. */
export class Devices {
  state = $state.raw<DevicesState>({ kind: 'looking' });
  listing = $state.raw<z.infer<typeof deviceListingSchema>>();

  /** Asks the server to look. Never rejects. */
  async look(): Promise<void> {
    this.state = { kind: 'looking' };
    try {
      const answer = answerTo(devicesPath, { timeoutMs: listTimeoutMs });
      this.listing = await readAnswer(answer, deviceListingSchema);
      this.state = { kind: 'found' };
    } catch (error) {
      this.state = { kind: 'failed', why: errorText(error) };
    }
  }
}
