import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { toH264 } from '../../../../../server/publish/encoder/encoder-args.ts';
import { FlvReader, type EncodedPicture } from '../../../../../server/publish/encoder/flv-reader.ts';
import { nalUnits } from '../../../../../server/publish/rtsp/session-description.ts';
import { parameterSets } from '../../../../../server/recording/matroska/avc.ts';

const flv = execFileSync('ffmpeg', [
  ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=10', '-frames:v', '30'],
  ...toH264({ encoder: 'libx264', bitrate: 500 }),
]);

function read(pieceBytes: number) {
  const configurations: Buffer[] = [];
  const pictures: EncodedPicture[] = [];
  const reader = new FlvReader({
    onConfiguration: (record) => configurations.push(record),
    onPicture: (picture) => pictures.push(picture),
  });
  const piece = Buffer.alloc(pieceBytes);
  for (let at = 0; at < flv.length; at += pieceBytes) {
    // The encoder's buffer is used again for each piece.
    const length = flv.copy(piece, 0, at, at + pieceBytes);
    reader.push(piece.subarray(0, length));
  }
  return { configurations, pictures };
}

describe('the encoder’s output', () => {
  test.each([1, 13, 1_000, 65_536])('is cut into its pictures, in pieces of %i bytes', (pieceBytes) => {
    const { configurations, pictures } = read(pieceBytes);
    expect(configurations).toHaveLength(1);
    expect(pictures.map(({ timeMs }) => timeMs)).toEqual(
      Array.from({ length: 30 }, (_, index) => index * 100),
    );
    expect(pictures.flatMap(({ isKey }, index) => (isKey ? [index] : []))).toEqual([0, 20]);
  });

  test('has parameter sets, and NAL units that fill each picture', () => {
    const { configurations, pictures } = read(65_536);
    const kinds = parameterSets(configurations[0] ?? Buffer.alloc(0)).map(([first = 0]) => first & 0x1f);
    expect(kinds).toEqual([7, 8]);
    for (const { data, isKey } of pictures) {
      const units = nalUnits(data);
      expect(units.reduce((sum, unit) => sum + 4 + unit.length, 0)).toBe(data.length);
      expect(units.some(([first = 0]) => (first & 0x1f) === (isKey ? 5 : 1))).toBe(true);
    }
  });

  test('that is no FLV ends with an error, not with an endless buffer', () => {
    const reader = new FlvReader({ onConfiguration: () => undefined, onPicture: () => undefined });
    expect(() => reader.push(Buffer.alloc(100, 0xff))).toThrow('no picture');
  });
});
