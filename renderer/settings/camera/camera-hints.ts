import { cameraSchema, type CameraConfig } from '../../../server/contract/config/camera.ts';
import { parseDeviceAddress } from '../../../server/contract/config/device-address.ts';

/**
 * What is plainly wrong with a field of a camera, to be said before the server is asked; empty when nothing is.
 * @param field for example "port"
 */
export function cameraHints(field: string, index: number, cameras: readonly CameraConfig[]): string[] {
  const camera = cameras[index];
  if (!camera || !isCameraField(field)) return [];
  if (field === 'device' && parseDeviceAddress(camera.device) === undefined) {
    return [
      'Write an address that begins with http://, https://, rtsp:// or rtsps://, or a device like /dev/video0.',
    ];
  }
  const checked = cameraSchema.shape[field].safeParse(camera[field]);
  const [issue] = checked.error?.issues ?? [];
  if (issue) return [sentence(issue.message, field)];
  const others = cameras.filter((_, place) => place !== index);
  const twin = others.find((other) => other[field] === camera[field]);
  if (!twin || !camera[field]) return [];
  if (field === 'id') return [`Another camera, ${twin.name}, has this id.`];
  return field === 'port' ? [`Another camera, ${twin.name}, has this port.`] : [];
}

function isCameraField(field: string): field is keyof typeof cameraSchema.shape {
  return Object.hasOwn(cameraSchema.shape, field);
}

/** The contract's messages are made to be read after "Camera 'x' ". */
function sentence(message: string, field: string): string {
  const label = field.replaceAll('_', ' ');
  const text = message.startsWith(field) ? label + message.slice(field.length) : message;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
