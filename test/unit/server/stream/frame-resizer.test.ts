import { expect, test } from 'vitest';
import { pictureQueue } from '../../../../server/picture/picture-queue.ts';
import { FrameResizer } from '../../../../server/stream/frame-resizer.ts';
import { testFrame } from '../../../doubles/frames.ts';
import { jpeg } from '../../../fixtures/images.ts';

const frame = () => ({ ...testFrame(1), jpeg: jpeg('64x48'), width: 64, height: 48 });
const lan = (address: string) => ({ work: 'snapshot', client: { address, isOwn: false } }) as const;

test('a copy is made once for all requests, at once or later', async () => {
  const resizer = new FrameResizer(pictureQueue());
  const source = frame();
  const ask = (address: string) => resizer.resize(source, { width: 32 }, lan(address));
  const copies = await Promise.all(['a', 'b', 'c', 'd', 'a'].map(ask));
  copies.push(await ask('e'));
  expect(new Set(copies).size).toBe(1);
});

test('copies of one frame are kept up to a limit; those unused for the longest time are made again', async () => {
  const resizer = new FrameResizer(pictureQueue());
  const source = frame();
  const ask = (width: number) => resizer.resize(source, { width }, lan('a'));
  const first = await ask(32);
  const others = await Promise.all(Array.from({ length: 15 }, (_, index) => ask(33 + index)));
  expect(await ask(33)).toBe(others[0]);
  expect(await ask(32)).toBe(first);
  await Promise.all(Array.from({ length: 16 }, (_, index) => ask(48 + index)));
  expect(await ask(32)).not.toBe(first);
});
