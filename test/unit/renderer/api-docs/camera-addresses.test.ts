import { expect, test } from 'vitest';
import { cameraAddresses } from '../../../../renderer/api-docs/camera-addresses.ts';

const page = { origin: 'http://pi:8000', protocol: 'http:', hostname: 'pi' };

test('a camera has its stream, its still, its own port and a line for a page', () => {
  const addresses = cameraAddresses({ id: 'hof 1', name: 'Hof "1" <b>', port: 8081 }, page);
  expect(addresses.map(({ text }) => text)).toEqual([
    'http://pi:8000/cam/hof%201/video',
    'http://pi:8000/cam/hof%201/snapshot',
    'http://pi:8081/',
    'http://pi:8081/snapshot',
    '<img src="http://pi:8000/cam/hof%201/video" alt="Hof &quot;1&quot; &lt;b>">',
  ]);
});

test('a camera whose port nobody serves has none to show', () => {
  const addresses = cameraAddresses({ id: 'a', name: 'A', port: null }, page);
  expect(addresses.map(({ text }) => text).filter((text) => text.includes('8081'))).toEqual([]);
  expect(addresses).toHaveLength(3);
});
