/** A page of a few lines that shows one camera over the WebSocket. */
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
