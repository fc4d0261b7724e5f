import { afterEach, describe, expect, test, vi } from 'vitest';
import type { TileFrame } from '../../../../../renderer/live/painting/tile-frame.ts';
import { TilePainter } from '../../../../../renderer/live/painting/tile-painter.ts';
import { patienceMs } from '../../../../fixtures/patience.ts';

/** A JPEG as far as its frame header. */
function frame(width: number, height: number): TileFrame {
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, ...size, 1, 1, 0x11, 0]);
  const header = { tile: 1, sequence: 1, capturedAt: 0, orientation: 1, placeholder: false };
  return { header, jpeg };
}

afterEach(() => vi.unstubAllGlobals());

describe('a tile', () => {
  test('decodes no picture with more pixels than any may have, and is done with it', async () => {
    const decoded = vi.fn(() => Promise.resolve({ close: () => undefined }));
    vi.stubGlobal('createImageBitmap', decoded);
    const canvas = { width: 1, height: 1, getContext: () => null } as unknown as OffscreenCanvas;
    const painted: TileFrame[] = [];
    const done = vi.fn();
    const painter = new TilePainter(canvas, {
      wants: () => true,
      painted: (one) => painted.push(one),
      undecodable: () => undefined,
      done,
    });
    const size = { widthPx: 64, heightPx: 48, cameraWidthPx: null };
    painter.change({ camera: 'hall', ...size, fps: null, full: false, fit: 'fit', rotate: 0 });
    const [huge, usual] = [frame(8_193, 8_192), frame(8_192, 8_192)];
    painter.show(huge);
    await vi.waitFor(() => expect(done).toHaveBeenCalledWith(huge), patienceMs);
    expect(decoded).not.toHaveBeenCalled();
    painter.show(usual);
    await vi.waitFor(() => expect(painted).toEqual([usual]), patienceMs);
    expect(decoded).toHaveBeenCalledOnce();
  });
});
