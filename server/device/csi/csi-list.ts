import type { CsiCamera } from '../../contract/device/device.ts';
import { problemLine } from '../device-list.ts';
import { findRpicamHello, listCsiCameras } from './csi-cameras.ts';

/** The cameras that were found, and the reasons why others may be missing, one line each. */
export interface CsiListing {
  cameras: CsiCamera[];
  problems: string[];
}

/** A client of the HTTP API waits about 10 s. */
const listTimeoutMs = 8_000;

/** Lists the CSI cameras. Callers during one listing share its result. */
export class CsiList {
  readonly #signal: AbortSignal;
  #reading: Promise<CsiListing> | undefined;

  /** @param signal ends a listing under way */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Lists the cameras again, or waits for the listing that is under way. Never rejects. */
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
