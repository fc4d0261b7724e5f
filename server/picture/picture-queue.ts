import { FairQueue } from '../runtime/queue/fair-queue.ts';

/**
 * A snapshot of a special size, the next frame of a variant, the image shown instead of video, what the configuration
 * changes in each picture of a camera, or a picture for or of a hook.
 */
export type PictureWork = 'snapshot' | 'variant' | 'placeholder' | 'edit' | 'hook';
export type PictureQueue = FairQueue<PictureWork>;

/**
 * Each encoding occupies one of libuv's four threads. One more is for passwords, and one must stay free for files: with
 * all four threads on pictures, 200 snapshots delayed a save by 31 s.
 */
const picturesAtOnce = 2;

/** All work that decodes or encodes pictures off the main thread. */
export function pictureQueue(): PictureQueue {
  return new FairQueue<PictureWork>(picturesAtOnce, {
    // Enough for a page with snapshots of all 64 cameras.
    snapshot: { perAddress: 64, total: 192 },
    // Each variant has at most one frame here. Further frames are left out.
    variant: { perAddress: 64, total: 256 },
    // One for each camera.
    placeholder: { perAddress: 64, total: 64 },
    // Each camera has one picture here.
    edit: { perAddress: 64, total: 64 },
    // Each hook has one picture here, and each camera one that is encoded.
    hook: { perAddress: 256, total: 256 },
  });
}
