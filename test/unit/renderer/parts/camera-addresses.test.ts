import { expect, test } from 'vitest';
import { cameraAddresses } from '../../../../renderer/parts/camera-addresses.ts';

const page = new URL('https://pi.lan:8080/settings');

test('a camera is found under the name that the page was reached by, and at its own port', () => {
  expect(cameraAddresses({ id: 'Küche 1', port: 8_081 }, 'embedded', page)).toEqual({
    video: 'https://pi.lan:8080/cam/K%C3%BCche%201/video',
    mp4: 'https://pi.lan:8080/cam/K%C3%BCche%201/video.mp4',
    snapshot: 'https://pi.lan:8080/cam/K%C3%BCche%201/snapshot',
    ownPort: 'https://pi.lan:8081/',
  });
});

test('a camera behind a proxy is found below the path of the proxy', () => {
  const proxied = new URL('https://home.example/cameras/settings');
  expect(cameraAddresses({ id: 'a' }, 'off', proxied).video).toBe('https://home.example/cameras/cam/a/video');
});

test('nginx serves the ports without TLS', () => {
  expect(cameraAddresses({ id: 'a', port: 8_081 }, 'nginx', page).ownPort).toBe('http://pi.lan:8081/');
});

test('there is no port where ports are off or the server has yet to choose one', () => {
  expect(cameraAddresses({ id: 'a', port: 8_081 }, 'off', page).ownPort).toBeUndefined();
  expect(cameraAddresses({ id: 'a', port: null }, 'embedded', page).ownPort).toBeUndefined();
});
