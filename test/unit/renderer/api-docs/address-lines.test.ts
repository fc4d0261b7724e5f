import { expect, test } from 'vitest';
import { addressLines } from '../../../../renderer/api-docs/address-lines.ts';

const addresses = {
  video: 'http://pi:8000/cam/a/video',
  mp4: 'http://pi:8000/cam/a/video.mp4',
  snapshot: 'http://pi:8000/cam/a/snapshot',
};
const texts = (ownPort: string | undefined, name = 'A') =>
  addressLines({ ...addresses, ownPort }, name).map(({ text }) => text);

test('a camera has its stream, its still, its own port and a line for a page', () => {
  expect(texts('http://pi:8081/', 'Hof "1" <b>')).toEqual([
    addresses.video,
    addresses.mp4,
    addresses.snapshot,
    'http://pi:8081/',
    'http://pi:8081/snapshot',
    '<img src="http://pi:8000/cam/a/video" alt="Hof &quot;1&quot; &lt;b>">',
  ]);
});

test('a camera without a port of its own has no lines for one', () => {
  expect(texts(undefined)).toHaveLength(4);
});
