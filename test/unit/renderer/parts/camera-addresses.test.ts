import { expect, test } from 'vitest';
import { cameraAddresses } from '../../../../renderer/parts/camera-addresses.ts';

const page = new URL('https://pi.lan:8080/settings');
const camera = { id: 'a', port: 8_081, port_state: 'listening' } as const;

test('a camera is found under the name that the page was reached by, and at its own port', () => {
  expect(cameraAddresses({ ...camera, id: 'Küche 1' }, page)).toEqual({
    video: 'https://pi.lan:8080/cam/K%C3%BCche%201/video',
    mp4: 'https://pi.lan:8080/cam/K%C3%BCche%201/video.mp4',
    snapshot: 'https://pi.lan:8080/cam/K%C3%BCche%201/snapshot',
    ownPort: 'https://pi.lan:8081/',
  });
});

test('a camera behind a proxy is found below the path of the proxy, and not at a port of the proxy', () => {
  const proxied = new URL('https://home.example/cameras/settings');
  const { video, ownPort } = cameraAddresses(camera, proxied);
  expect([video, ownPort]).toEqual(['https://home.example/cameras/cam/a/video', undefined]);
});

test('nginx serves the ports without TLS', () => {
  expect(cameraAddresses({ ...camera, port_state: 'nginx' }, page).ownPort).toBe('http://pi.lan:8081/');
});

test('a port that does not answer with the camera is not offered', () => {
  expect(cameraAddresses({ ...camera, port_state: 'off' }, page).ownPort).toBeUndefined();
  expect(cameraAddresses({ ...camera, port_state: 'taken' }, page).ownPort).toBeUndefined();
  expect(cameraAddresses({ ...camera, port: null }, page).ownPort).toBeUndefined();
});
