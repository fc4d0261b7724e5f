import { cameraSchema, type CameraConfig } from '../../../server/contract/config/camera.ts';
import { parseDeviceAddress } from '../../../server/contract/config/device-address.ts';

/**
 * The problems of a camera's field that this page finds without the server; empty if there are none.
 * @param field for example "port"
 */
export function cameraHints(field: string, index: number, cameras: readonly CameraConfig[]): string[] {
  const camera = cameras[index];
  if (!camera || !isCameraField(field)) return [];
  if (field === 'device' && parseDeviceAddress(camera.device) === undefined) {
    return [
      'Type an address that begins with http://, https://, rtsp:// or rtsps://, a device like /dev/video0, or a clip like file:clip.mkv.',
    ];
  }
  const checked = cameraSchema.shape[field].safeParse(camera[field]);
  const [issue] = checked.error?.issues ?? [];
  if (issue) return [sentence(issue.message, field)];
  const others = cameras.filter((_, place) => place !== index);
  const twin = others.find((other) => other[field] === camera[field]);
  if (!twin || !camera[field]) return [];
  if (field === 'id') return [`The camera “${twin.name}” already has this id.`];
  return field === 'port' ? [`The camera “${twin.name}” already has this port.`] : [];
}

function isCameraField(field: string): field is keyof typeof cameraSchema.shape {
  return Object.hasOwn(cameraSchema.shape, field);
}

/** The contract's messages continue "Camera 'x' …". This makes each one a sentence of its own. */
function sentence(message: string, field: string): string {
  const label = field.replaceAll('_', ' ');
  const text = message.startsWith(field) ? label + message.slice(field.length) : message;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
