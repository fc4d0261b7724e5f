import { expect, test } from 'vitest';
import { cameraAddresses } from '../../../../../renderer/settings/camera/camera-addresses.ts';

const page = new URL('https://pi.lan:8080/settings');
const urls = (
  ...[camera, mode]: [Parameters<typeof cameraAddresses>[0], Parameters<typeof cameraAddresses>[1]]
) => cameraAddresses(camera, mode, page).map(({ url }) => url);

test('a camera is seen under the name that the page was reached by, and on its own port', () => {
  expect(urls({ id: 'Küche 1', port: 8_081 }, 'embedded')).toEqual([
    'https://pi.lan:8080/cam/K%C3%BCche%201/video',
    'https://pi.lan:8080/cam/K%C3%BCche%201/snapshot',
    'https://pi.lan:8081/',
  ]);
});

test('nginx serves the ports without TLS', () => {
  expect(urls({ id: 'a', port: 8_081 }, 'nginx').at(-1)).toBe('http://pi.lan:8081/');
});

test('there is no port where they are off or the server has yet to choose one', () => {
  expect(urls({ id: 'a', port: 8_081 }, 'off')).toHaveLength(2);
  expect(urls({ id: 'a', port: null }, 'embedded')).toHaveLength(2);
});
