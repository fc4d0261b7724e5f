import type { V4l2Device } from '../../contract/device/device.ts';
import type { DeviceChange } from '../../device/device-list.ts';
import { stableDeviceName } from '../../device/identity/device-identity.ts';
import type { EventFeed } from '../../event/event-feed.ts';

/** Publishes which devices were plugged in and unplugged. */
export function publishDevices({ added, removed }: DeviceChange, events: EventFeed): void {
  const named = (device: V4l2Device) => ({ device: stableDeviceName(device), card: device.card });
  for (const device of removed) events.publish({ type: 'device-removed', device: named(device) });
  for (const device of added) events.publish({ type: 'device-added', device: named(device) });
}
