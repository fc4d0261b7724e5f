import type { ServerEvent } from '../../../server/contract/events.ts';

const maxKept = 16;

/** Says when the devices that are plugged in, or the cameras that use them, may have changed. */
export class DeviceNews {
  /** Another number after each change. */
  version = $state(0);
  /** The devices that came while this page was open, by their stable names; `atMs` is by performance.now(). The newest last. */
  plugged = $state.raw<readonly { device: string; atMs: number }[]>([]);

  /** Call it with every event. */
  take(event: ServerEvent): void {
    switch (event.type) {
      case 'device-added':
        this.version++;
        this.plugged = [...this.plugged, { device: event.device.device, atMs: performance.now() }].slice(
          -maxKept,
        );
        return;
      // A connection that begins again has missed events.
      case 'hello':
      case 'device-removed':
      case 'config':
        this.version++;
        return;
      default:
        return; // The other events are about cameras.
    }
  }
}
