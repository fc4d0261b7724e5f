import { CaptureError } from '../../contract/capture-error.ts';
import type { V4l2Device } from '../../contract/device/device.ts';
import type { ProgramLimits } from '../../runtime/child/program.ts';
import { deviceNode, nodeIndex } from '../identity/device-identity.ts';
import { deviceLinks, type DeviceLinks } from '../identity/device-links.ts';
import { hasTwin, usbNodes, videoIndexes, videoSysfsFolder, type UsbNode } from '../identity/usb-identity.ts';
import { parseV4l2Controls } from './parse-v4l2-controls.ts';
import { parseV4l2Current } from './parse-v4l2-current.ts';
import { isCamera, parseV4l2Driver } from './parse-v4l2-driver.ts';
import { parseV4l2Formats } from './parse-v4l2-formats.ts';
import { runV4l2Ctl, v4l2CtlError } from './v4l2-ctl.ts';

export interface ListOptions {
  sysfsFolder?: string;
  /** The numbers to ask, instead of those that the kernel lists. */
  indexes?: readonly number[];
  /** How long one node may take; one that takes longer is a problem. */
  limits?: Partial<ProgramLimits>;
  /** Called for each node that could not be asked (permission, busy, device-error) and so is not in the list. */
  onProblem?: (path: string, error: CaptureError) => void;
}

/** After this time, the next node is asked while this one has not answered yet. */
const patienceMs = 300;

/**
 * All V4L2 cameras, by index; nodes that are no cameras are left out. Leaves cameras that stream undisturbed.
 * @throws CaptureError no-v4l2-ctl
 */
export async function listV4l2Devices(options: ListOptions = {}): Promise<V4l2Device[]> {
  const { sysfsFolder = videoSysfsFolder, indexes = await videoIndexes(sysfsFolder) } = options;
  const names = await readNames(sysfsFolder);
  const asked: Promise<V4l2Device | undefined>[] = [];
  // The nodes are asked one after the other: a Pi has about twenty nodes, and its cores have other work.
  for (const index of indexes) {
    const answer = ask(`/dev/video${index}`, names, options);
    asked.push(answer);
    await settledOrLate(answer);
  }
  const devices = await Promise.all(asked);
  return devices.filter((device) => device !== undefined);
}

async function ask(
  path: string,
  names: DeviceNames,
  { limits, onProblem }: ListOptions,
): Promise<V4l2Device | undefined> {
  try {
    return await describe(path, names, limits);
  } catch (error) {
    if (!(error instanceof CaptureError) || error.code === 'no-v4l2-ctl') throw error;
    // In a container sysfs lists nodes that /dev does not have.
    const expected = error.code === 'bad-format' || error.code === 'no-device';
    if (!expected) onProblem?.(path, error);
    return undefined;
  }
}

/** Resolves when `answer` has settled, or after `patienceMs`. A failure is left to the code that awaits the answer. */
function settledOrLate(answer: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
    const settled = () => {
      clearTimeout(timer);
      resolve();
    };
    answer.then(settled, settled);
  });
}

/**
 * The camera at an index, a path or a link, with its modes and its controls as they stand. Leaves a camera that
 * streams undisturbed.
 * @throws CaptureError no-device, permission, busy, no-v4l2-ctl, device-error; bad-format when it is no camera
 */
export async function describeV4l2Device(
  device: number | string,
  options: Pick<ListOptions, 'sysfsFolder'> = {},
): Promise<V4l2Device> {
  return describe(await deviceNode(device), await readNames(options.sysfsFolder ?? videoSysfsFolder));
}

/** The facts that sysfs and udev know about all nodes. */
interface DeviceNames {
  links: Map<string, DeviceLinks>;
  usbNodes: UsbNode[];
}

async function readNames(sysfsFolder: string): Promise<DeviceNames> {
  return { links: await deviceLinks(), usbNodes: await usbNodes(sysfsFolder) };
}

/** --all would ask for nothing more that is needed, but for much that makes a driver touch its hardware. */
const questions = ['--info', '--get-fmt-video', '--get-parm', '--list-formats-ext', '--list-ctrls-menus'];

async function describe(
  path: string,
  names: DeviceNames,
  limits?: Partial<ProgramLimits>,
): Promise<V4l2Device> {
  const result = await runV4l2Ctl(path, questions, limits);
  const driver = parseV4l2Driver(result.stdout);
  if (!driver) throw v4l2CtlError(path, result);
  if (!isCamera(driver)) throw new CaptureError('bad-format', `${path} (${driver.card}) is not a camera`);

  const index = nodeIndex(path);
  const usbNode = names.usbNodes.find((node) => node.index === index);
  const { byPath, byId } = names.links.get(path) ?? {};
  return {
    index,
    path,
    byPath,
    byId: usbNode && hasTwin(usbNode, names.usbNodes) ? undefined : byId,
    card: driver.card,
    bus: driver.bus,
    driver: driver.driver,
    usb: usbNode?.usb,
    current: parseV4l2Current(result.stdout),
    modes: parseV4l2Formats(result.stdout),
    controls: parseV4l2Controls(result.stdout),
  };
}
