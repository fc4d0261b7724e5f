import { FairQueue } from '../runtime/queue/fair-queue.ts';

/** A still of a size of its own, the next frame of a variant that is watched, and the image shown instead of video. */
export type PictureWork = 'snapshot' | 'variant' | 'placeholder';
export type PictureQueue = FairQueue<PictureWork>;

/**
 * Each encoding takes one of libuv's four threads. One more is for passwords, and one always stays for files: with all
 * four on pictures, 200 snapshots kept a saving waiting for 31 s.
 */
const picturesAtOnce = 2;

/** All work that decodes or encodes pictures off the main thread. */
export function pictureQueue(): PictureQueue {
  return new FairQueue<PictureWork>(picturesAtOnce, {
    // A page of stills of all 64 cameras fits.
    snapshot: { perAddress: 64, total: 192 },
    // Each variant has one frame here at most. A frame beyond is left out.
    variant: { perAddress: 64, total: 256 },
    // One of each camera.
    placeholder: { perAddress: 64, total: 64 },
  });
}
