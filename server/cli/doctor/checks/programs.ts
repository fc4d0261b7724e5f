import type { CameraConfig } from '../../../contract/config/camera.ts';
import { parseDeviceAddress } from '../../../contract/config/device-address.ts';
import { ok, problem, warning, type Finding } from '../finding.ts';
import { run, type Machine } from '../machine.ts';

interface NeededProgram {
  /** The names of the program. The first one that is installed counts. */
  names: string[];
  args: string[];
  debianPackage: string;
  /** The purpose, to stand after "needed". */
  use: string;
  neededBy: (camera: CameraConfig) => boolean;
  /** Whether a missing program is fine as long as no camera needs it. */
  isOptional?: boolean;
}

const kindOf = ({ device }: CameraConfig) => parseDeviceAddress(device)?.kind;

const programs: NeededProgram[] = [
  {
    names: ['ffmpeg'],
    args: ['-version'],
    debianPackage: 'ffmpeg',
    use: 'for RTSP cameras, for clips and for USB cameras that do not deliver MJPEG',
    neededBy: (camera) => ['rtsp', 'file'].includes(kindOf(camera) ?? ''),
  },
  {
    names: ['v4l2-ctl'],
    args: ['--version'],
    debianPackage: 'v4l-utils',
    use: 'for USB cameras',
    neededBy: (camera) => kindOf(camera) === 'v4l2',
  },
  {
    names: ['rpicam-vid', 'libcamera-vid'],
    args: ['--version'],
    debianPackage: 'rpicam-apps',
    use: 'for cameras on the CSI connector',
    neededBy: (camera) => kindOf(camera) === 'csi',
    isOptional: true,
  },
];

/** Whether the programs that read cameras are there and run, and which versions they are. */
export function checkPrograms(machine: Machine, cameras: readonly CameraConfig[]): Promise<Finding[]> {
  return Promise.all(programs.map((program) => checkProgram(machine, program, cameras)));
}

async function checkProgram(
  machine: Machine,
  { names, args, debianPackage, use, neededBy, isOptional }: NeededProgram,
  cameras: readonly CameraConfig[],
): Promise<Finding> {
  const [check = ''] = names;
  const install = `sudo apt install ${debianPackage}`;
  const needing = cameras.filter(neededBy).map(({ id }) => id);
  for (const name of names) {
    const result = await run(machine, name, args);
    if (!result) continue;
    if (result.code === 0) return ok(check, firstLine(result.stdout || result.stderr) || 'installed');
    return problem(
      check,
      `does not run: ${firstLine(result.stderr)}`,
      `sudo apt install --reinstall ${debianPackage}`,
    );
  }
  if (needing.length > 0)
    return problem(check, `not installed, but needed by ${needing.join(', ')}`, install);
  if (isOptional) return ok(check, `not installed; only needed ${use}`);
  return warning(check, `not installed; needed ${use}`, install);
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.trim() ?? '';
}
