import { isWebSocket, mediaOf, type DescribedOperation } from './description.ts';

/** The values that a person has filled in, by name. */
export type RequestValues = Readonly<Record<string, string>>;

export interface CurlSetting {
  /** Scheme, host, port and the path of a proxy, e.g. "http://pi.local:8000" or "http://pi.local/cameras". */
  origin: string;
  /** The user name; undefined if the server asks for no login. curl asks for the password, so no shell history keeps it. */
  user: string | undefined;
}

/** Whether the place `{id}` of a path is the id of a camera. */
export function namesCamera(path: string): boolean {
  return /^\/(cam|api\/cameras)\/\{id\}/.test(path);
}

/** The path with the values filled in. A missing value stays in braces. */
export function requestPath({ path, parameters }: DescribedOperation, values: RequestValues): string {
  const place = path.replaceAll(/\{(\w+)\}/g, (braces, name: string) => {
    const value = values[name];
    return value ? encodeURIComponent(value) : braces;
  });
  const query = parameters
    .filter((parameter) => parameter.place === 'query')
    .flatMap(({ name }) =>
      values[name] ? [`${encodeURIComponent(name)}=${encodeURIComponent(values[name])}`] : [],
    )
    .join('&');
  return query === '' ? place : `${place}?${query}`;
}

/** The names of the required values that are still missing. */
export function missingValues({ parameters }: DescribedOperation, values: RequestValues): string[] {
  return parameters.filter(({ name, required }) => required && !values[name]).map(({ name }) => name);
}

/** The curl command that sends the request. */
export function curlLine(operation: DescribedOperation, values: RequestValues, setting: CurlSetting): string {
  const { method, body } = operation;
  const words = ['curl', ...outputFlags(operation, values)];
  if (method !== 'GET') words.push('-X', method);
  if (setting.user !== undefined && !operation.open) words.push('-u', quoted(setting.user));
  if (body)
    words.push('-H', quoted('Content-Type: application/json'), '-d', quoted(JSON.stringify(body.example)));
  return [...words, quoted(setting.origin + requestPath(operation, values))].join(' ');
}

/** The address of the WebSocket; undefined if the operation is no WebSocket. */
export function webSocketAddress(
  operation: DescribedOperation,
  values: RequestValues,
  origin: string,
): string | undefined {
  return isWebSocket(operation)
    ? `${origin.replace(/^http/, 'ws')}${requestPath(operation, values)}`
    : undefined;
}

/** A few lines for a page's script: they show one camera over the WebSocket at `address`. */
export function liveExample(address: string, camera: string): string {
  return `const socket = new WebSocket(${JSON.stringify(address)});
socket.binaryType = 'arraybuffer';
const say = (message) => socket.send(JSON.stringify(message));
const tiles = [{ tile: 1, camera: ${JSON.stringify(camera)}, width: 640, fps: 5 }];
socket.onopen = () => say({ type: 'tiles', tiles });
socket.onmessage = async ({ data }) => {
  if (typeof data === 'string') return console.log(JSON.parse(data));
  const head = new DataView(data);
  const jpeg = new Blob([data.slice(head.getUint8(1))], { type: 'image/jpeg' });
  document.querySelector('canvas').getContext('2d').drawImage(await createImageBitmap(jpeg), 0, 0);
  say({ type: 'painted', tile: head.getUint32(4, true), sequence: head.getUint32(8, true) });
};`;
}

function outputFlags(operation: DescribedOperation, { id = 'picture' }: RequestValues): string[] {
  const media = mediaOf(operation) ?? '';
  if (media === 'image/jpeg') return ['-o', quoted(`${fileName(id)}.jpg`)];
  if (media.startsWith('multipart/')) return ['--max-time', '10', '-o', quoted(`${fileName(id)}.mjpeg`)];
  return media === 'text/event-stream' ? ['-N'] : [];
}

function fileName(id: string): string {
  return id.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-');
}

/** Quotes a text, so that a shell reads it as one word. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
