import { expect, onTestFinished, test } from 'vitest';
import type { Frame } from '../../../../server/frame/frame.ts';
import { FrameHub } from '../../../../server/frame/frame-hub.ts';
import { pictureQueue } from '../../../../server/picture/picture-queue.ts';
import { VariantPools } from '../../../../server/stream/variant-pools.ts';
import { testFrame } from '../../../doubles/frames.ts';
import { jpeg } from '../../../fixtures/images.ts';
import { jpegSize } from '../../../fixtures/jpeg-size.ts';
import { until } from '../../../fixtures/until.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

/** A variant with a viewer, of a hub that the test publishes to. */
function watchedVariant(width: number) {
  const problems: string[] = [];
  const queue = pictureQueue();
  const pools = new VariantPools((_error, camera) => problems.push(camera), queue);
  const hub = new FrameHub(() => {}, new SteppedClock());
  const client = { address: '10.9.0.3', isOwn: false };
  const found = pools.hub({ hub, config: { id: 'hall' } }, { width }, client);
  if (!('hub' in found)) throw new Error('no room for a variant');
  const made: Frame[] = [];
  const subscriber = found.hub.subscribe(
    'live',
    () => {
      const frame = subscriber.take()?.frame;
      if (frame) made.push(frame);
    },
    () => {},
  );
  onTestFinished(() => subscriber[Symbol.dispose]());
  return { hub, made, problems, queue };
}

test('pictures that cannot be decoded are reported once, and again after a good one', async () => {
  const { hub, made, problems } = watchedVariant(32);
  const good = jpeg('64x48');
  let sequence = 0;
  const publish = (bytes: Buffer) => hub.publish({ ...testFrame(++sequence), jpeg: bytes });
  const broken = async () => {
    publish(Buffer.from('no picture'));
    await new Promise(setImmediate);
  };
  for (let round = 1; round <= 2; round++) {
    for (let count = 0; count < 5; count++) await broken();
    await until('the broken ones are told of', () => problems.length === round);
    await until('a good one is made', () => {
      publish(good);
      return made.length >= round;
    });
  }
  expect(problems).toEqual(['hall', 'hall']);
  expect(made.map(({ jpeg }) => jpegSize(jpeg)?.width)).toEqual(made.map(() => 32));
});

test('a picture that is no wider than requested stays unchanged, unless it must be turned', async () => {
  const { hub, made } = watchedVariant(64);
  const image = jpeg('64x48');
  hub.publish({ ...testFrame(1), jpeg: image });
  await until('it is there', () => made.length === 1);
  expect(made[0]?.jpeg).toBe(image);
  hub.publish({ ...testFrame(2), jpeg: image, orientation: 6 });
  await until('it is there', () => made.length === 2);
  expect(made[1]).toMatchObject({ sequence: 2, orientation: undefined });
  expect(made[1]?.jpeg).not.toBe(image);
});

test('does not wait behind the snapshots of another address, nor behind those of its own', async () => {
  const { hub, made, queue } = watchedVariant(32);
  const held = Promise.withResolvers<void>();
  const stillHeld = Promise.withResolvers<void>();
  let begun = 0;
  const snapshots = ['10.9.0.2', '10.9.0.3'].flatMap((address) =>
    Array.from({ length: 40 }, () =>
      queue.run('snapshot', { address, isOwn: false }, () => (begun++ < 3 ? held : stillHeld).promise),
    ),
  );
  hub.publish({ ...testFrame(1), jpeg: jpeg('64x48') });
  const waiting = () => queue.counts().find(({ work }) => work === 'variant')?.waiting;
  await until('it waits', () => waiting() === 1);
  held.resolve();
  await until('it is made', () => made.length === 1);
  expect(begun).toBeLessThan(8);
  stillHeld.resolve();
  await Promise.all(snapshots);
});
