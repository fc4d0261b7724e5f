import { cameraImage, segment, segmentOf, segmentsOf, spliced } from './jpeg-samples.ts';

const marker = (code: number) => Buffer.from([0xff, code]);
/** A segment that consists only of its length, which is too small. */
const shortest = (code: number, length: number) => Buffer.from([0xff, code, 0, length]);
const remark = segment(0xfe, Buffer.from('remark'));
const exif = Buffer.from('Exif\0\0', 'latin1');
const none = Buffer.alloc(0);

/** Unusual forms of a camera's image with its whole picture; hardly any camera sends them, but browsers show them. */
export function oddImages(image: Buffer): Record<string, Buffer> {
  const sof = segmentOf(image, 0xc0);
  const sos = segmentOf(image, 0xda);
  const dqt = segmentOf(image, 0xdb);
  const end = image.length - 2;
  const put = (at: number, ...what: Buffer[]) => spliced(image, at, at, ...what);
  const between = (what: Buffer) =>
    segmentsOf(image)
      .slice(1)
      .reduceRight((jpeg, { start }) => spliced(jpeg, start, start, what), image);
  const thumbnail = segment(0xe1, Buffer.concat([exif, cameraImage('16x16')]));
  return {
    'with a remark after the scan': put(end, remark),
    'with APP segments after the scan': put(end, thumbnail, segment(0xef, none)),
    'with tables after the scan': put(end, image.subarray(dqt.start, dqt.end), segment(0xc4, none)),
    'with padding behind a remark after the scan': put(end, remark, Buffer.alloc(3)),
    'with a stray byte between segments': between(Buffer.from([0x0a])),
    'with stray bytes that look like a scan between segments': between(Buffer.from([0x12, 0xff, 0, 0x34])),
    'with an empty DHT': put(sos.start, segment(0xc4, none)),
    'with an empty DQT': put(sos.start, segment(0xdb, none)),
    'with a DNL that says the right height': put(
      end,
      segment(0xdc, image.subarray(sof.start + 5, sof.start + 7)),
    ),
    'with a DNL that says another height': put(end, segment(0xdc, Buffer.from([0, 8]))),
    'with TEM between segments': between(marker(0x01)),
    'with TEM after the scan': put(end, marker(0x01)),
    'with restart markers between segments': between(marker(0xd3)),
    'with DAC': put(sos.start, segment(0xcc, Buffer.from([0, 0x10]))),
    'with a stray byte after SOI': put(2, Buffer.alloc(1)),
    'with stray bytes after SOI': put(2, Buffer.from([0x0d, 0x0a, 0xd8, 0, 0xd8])),
    'with remarks that are shorter than their length': put(2, shortest(0xfe, 0), shortest(0xe1, 1)),
    'with restart markers announced that do not come': put(sos.start, segment(0xdd, Buffer.from([0, 3]))),
    'with 651 bytes before its end': put(end, Buffer.alloc(651, 0x55)),
    'with a thumbnail in EXIF': put(2, thumbnail),
  };
}

/** Forms of an image of `restartImages` whose restart markers are not those of T.81. */
export function oddRestarts(image: Buffer): {
  whole: Record<string, Buffer>;
  damaged: Record<string, Buffer>;
} {
  const scan = segmentOf(image, 0xda).end;
  const dri = segmentOf(image, 0xdd);
  const at = (number: number) => image.indexOf(marker(0xd0 + number), scan);
  const end = image.length - 2;
  const numbered = (number: (index: number) => number) => {
    const copy = Buffer.from(image);
    for (let index = 0, from = scan; ; index++) {
      const found = copy.indexOf(marker(0xd0 + (index % 8)), from);
      if (found === -1) return copy;
      from = found + 2;
      copy[found + 1] = 0xd0 + number(index);
    }
  };
  return {
    whole: {
      'with the same number for each restart marker': numbered(() => 0),
      'with restart markers that count from 1': numbered((index) => (index + 1) % 8),
      'with bytes before a restart marker': spliced(image, at(2), at(2), Buffer.from([0xff, 0, 0x55])),
      'with one restart marker too many': spliced(image, end, end, marker(0xd7)),
      'with a wrong restart marker': spliced(image, at(2), at(2) + 2, marker(0xd5)),
    },
    damaged: {
      'without one restart marker': spliced(image, at(2), at(2) + 2),
      'without one interval': spliced(image, at(1), at(2)),
      'with restart markers but no DRI': spliced(image, dri.start, dri.end),
      'with a restart interval of 0': spliced(image, dri.start, dri.end, segment(0xdd, Buffer.alloc(2))),
    },
  };
}
