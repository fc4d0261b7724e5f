import type { CsiCamera } from '../../contract/device/device.ts';
import { problemLine } from '../device-list.ts';
import { findRpicamHello, listCsiCameras } from './csi-cameras.ts';

/** What is there, and why something is not in the list; one line each. */
export interface CsiListing {
  cameras: CsiCamera[];
  problems: string[];
}

/** Who asks over HTTP waits about 10 s. */
const listTimeoutMs = 8_000;

/** The CSI cameras that are there. Whoever asks while they are being listed gets the same list. */
export class CsiList {
  readonly #signal: AbortSignal;
  #reading: Promise<CsiListing> | undefined;

  /** @param signal ends a listing under way */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Lists them anew, or waits for the listing that is under way. Never rejects. */
  list(): Promise<CsiListing> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<CsiListing> {
    if (findRpicamHello() === undefined) {
      return {
        cameras: [],
        problems: [
          'CSI cameras are not listed: rpicam-apps is not installed. Run: sudo apt install rpicam-apps',
        ],
      };
    }
    try {
      const cameras = await listCsiCameras({ timeoutMs: listTimeoutMs, signal: this.#signal });
      return { cameras, problems: [] };
    } catch (error) {
      return { cameras: [], problems: [`CSI cameras are not listed: ${problemLine(error)}`] };
    }
  }
}
