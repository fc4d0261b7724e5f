/** The part of the settings that the address names after the #. */
export type SettingsPlace =
  | { section: 'cameras'; view: 'list' }
  | { section: 'cameras'; view: 'add' }
  | { section: 'cameras'; view: 'camera'; id: string }
  | { section: string; view: 'section' };

/** The form that adds a camera. No camera has this hash, whatever its id. */
export const addCameraHash = '#add-camera';

/** @param hash as in `location.hash` */
export function placeOf(hash: string): SettingsPlace {
  if (hash === addCameraHash) return { section: 'cameras', view: 'add' };
  const [section = '', ...rest] = hash.replace(/^#/, '').split('/');
  if (section !== '' && section !== 'cameras') return { section, view: 'section' };
  const id = decoded(rest.join('/'));
  return id === '' ? { section: 'cameras', view: 'list' } : { section: 'cameras', view: 'camera', id };
}

export function cameraHash(id: string): string {
  return `#cameras/${encodeURIComponent(id)}`;
}

/** The hash of the section that contains a field. @param field e.g. "cameras.1.port" @param ids of the cameras */
export function hashOfField(field: string, ids: readonly string[]): string {
  const [top = '', index] = field.split('.');
  const id = top === 'cameras' && index !== undefined ? ids[Number(index)] : undefined;
  if (top === 'cameras' || top === '') return id === undefined ? '#cameras' : cameraHash(id);
  if (top === 'auth') return '#access';
  if (top === 'events' || top === 'webhooks') return '#events';
  return ['port_mode', 'allowed_hosts', 'cors_origins'].includes(top) ? '#network' : '#server';
}

/**
 * The field to show for a problem. Of two cameras with one id the address can name only the first, so its id is shown: either
 * may get another one. @param field e.g. "cameras.1.id" @param ids of the cameras
 */
export function fieldToShow(field: string, ids: readonly string[]): string {
  const [top, index, ...rest] = field.split('.');
  if (top !== 'cameras' || index === undefined || rest.length === 0) return field;
  const first = ids.indexOf(ids[Number(index)] ?? '');
  return first === -1 ? field : [top, first, ...rest].join('.');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Somebody typed an incomplete escape by hand.
  }
}
