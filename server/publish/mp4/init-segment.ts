import type { VideoFormat } from '../encoder/camera-encoder.ts';
import { box, fullBox, uint16, uint32 } from './box.ts';

/** Units of time a second: milliseconds, as in everything before. */
export const timescale = 1_000;
const trackId = 1;
const one = 0x0001_0000;
const unity = uint32(one, 0, 0, 0, one, 0, 0, 0, 0x4000_0000);
const undetermined = 0x55c4;

/** The bytes before the first fragment: a film of one video without a length (ISO/IEC 14496-12, sections 4.3 and 8). */
export function initSegment(format: VideoFormat): Buffer {
  return Buffer.concat([
    box('ftyp', Buffer.from('iso5'), uint32(512), Buffer.from('iso5iso6avc1mp41')),
    box('moov', movieHeader(), track(format), box('mvex', trackDefaults())),
  ]);
}

function movieHeader(): Buffer {
  const next = uint32(trackId + 1);
  return fullBox(
    'mvhd',
    0,
    0,
    uint32(0, 0, timescale, 0, one),
    uint16(0x0100, 0),
    uint32(0, 0),
    unity,
    Buffer.alloc(24),
    next,
  );
}

function track({ configuration, width, height }: VideoFormat): Buffer {
  const enabled = 3;
  const header = fullBox(
    'tkhd',
    0,
    enabled,
    uint32(0, 0, trackId, 0, 0, 0, 0),
    uint16(0, 0, 0, 0),
    unity,
    uint32(width * one, height * one),
  );
  const media = box(
    'mdia',
    fullBox('mdhd', 0, 0, uint32(0, 0, timescale, 0), uint16(undetermined, 0)),
    fullBox('hdlr', 0, 0, uint32(0), Buffer.from('vide'), Buffer.alloc(12), Buffer.from('video\0')),
    box(
      'minf',
      fullBox('vmhd', 0, 1, uint16(0, 0, 0, 0)),
      box('dinf', fullBox('dref', 0, 0, uint32(1), fullBox('url ', 0, 1))),
      box(
        'stbl',
        fullBox('stsd', 0, 0, uint32(1), sampleEntry({ configuration, width, height })),
        fullBox('stts', 0, 0, uint32(0)),
        fullBox('stsc', 0, 0, uint32(0)),
        fullBox('stsz', 0, 0, uint32(0, 0)),
        fullBox('stco', 0, 0, uint32(0)),
      ),
    ),
  );
  return box('trak', header, media);
}

function sampleEntry({ configuration, width, height }: VideoFormat): Buffer {
  const dotsPerInch = 72 * one;
  return box(
    'avc1',
    Buffer.alloc(6),
    uint16(1), // the first entry of dref
    Buffer.alloc(16),
    uint16(width, height),
    uint32(dotsPerInch, dotsPerInch, 0),
    uint16(1), // one picture a sample
    Buffer.alloc(32), // no name of the encoder
    uint16(24, 0xffff),
    box('avcC', configuration),
  );
}

function trackDefaults(): Buffer {
  return fullBox('trex', 0, 0, uint32(trackId, 1, 0, 0, 0));
}
