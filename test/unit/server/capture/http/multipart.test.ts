import { describe, expect, test } from 'vitest';
import { answer, picture, secondPicture, seen, thirdPicture } from './raw-capture.ts';

const images = [picture, secondPicture, thirdPicture];
const jpegType = 'Content-Type: image/jpeg';
type Bytes = (Buffer | string)[];

/** Puts each picture between the texts of `before` and `after`. */
function parts(before: (image: Buffer, index: number) => string, after = '\r\n'): Bytes {
  return images.flatMap((image, index) => [before(image, index), image, after]);
}

const length = (image: Buffer) => `Content-Length: ${image.length}`;
const announced = (boundary: string) => [`Content-Type: multipart/x-mixed-replace; boundary=${boundary}`];

describe('the parts of a stream may come', () => {
  test.each<[string, string[], Bytes]>([
    [
      'as the standard says',
      announced('b'),
      parts((image) => `--b\r\n${jpegType}\r\n${length(image)}\r\n\r\n`),
    ],
    ['with a line break before the first', announced('b'), parts(() => `\r\n--b\r\n${jpegType}\r\n\r\n`, '')],
    ['without lengths', announced('b'), parts(() => `--b\r\n${jpegType}\r\n\r\n`)],
    [
      'with lengths that are too short',
      announced('b'),
      parts(() => `--b\r\n${jpegType}\r\nContent-Length: 9\r\n\r\n`),
    ],
    [
      'with lengths that are too long',
      announced('b'),
      parts(() => `--b\r\n${jpegType}\r\nContent-Length: 99999\r\n\r\n`),
    ],
    [
      'with bare line feeds',
      announced('b'),
      parts((image) => `--b\n${jpegType}\n${length(image)}\n\n`, '\n'),
    ],
    [
      'with the hyphens in the announced boundary',
      announced('--b'),
      parts(() => `--b\r\n${jpegType}\r\n\r\n`),
    ],
    [
      'with hyphens added to the announced ones',
      announced('--b'),
      parts(() => `----b\r\n${jpegType}\r\n\r\n`),
    ],
    ['with quotes around the boundary', announced('"b c"'), parts(() => `--b c\r\n${jpegType}\r\n\r\n`)],
    ['with another boundary than announced', announced('other'), parts(() => `--b\r\n${jpegType}\r\n\r\n`)],
    [
      'without a boundary announced',
      ['Content-Type: multipart/x-mixed-replace'],
      parts(() => `--b\r\n${jpegType}\r\n\r\n`),
    ],
    ['without hyphens', announced('frame'), parts(() => `frame\r\n${jpegType}\r\n\r\n`)],
    ['without a boundary at all', announced('b'), parts(() => `${jpegType}\r\n\r\n`)],
    ['without headers', announced('b'), parts(() => '--b\r\n\r\n')],
    ['without headers and empty line', announced('b'), parts(() => '--b\r\n')],
    ['without an empty line after the headers', announced('b'), parts(() => `--b\r\n${jpegType}\r\n`)],
    ['with two empty lines after the headers', announced('b'), parts(() => `--b\r\n${jpegType}\r\n\r\n\r\n`)],
    ['with an empty line before the headers', announced('b'), parts(() => `--b\r\n\r\n${jpegType}\r\n\r\n`)],
    ['without a line break after the picture', announced('b'), parts(() => `--b\r\n${jpegType}\r\n\r\n`, '')],
    [
      'with zeros after the picture',
      announced('b'),
      parts(() => `--b\r\n${jpegType}\r\n\r\n`, '\0\0\0\0\r\n'),
    ],
    [
      'with the closing delimiter after each',
      announced('b'),
      parts(() => `--b\r\n${jpegType}\r\n\r\n`, '\r\n--b--\r\n'),
    ],
    [
      'with small letters and blanks',
      announced('b'),
      parts(() => '--b \r\ncontent-type : image/jpeg\r\n\r\n'),
    ],
    [
      'with headers of their own',
      announced('b'),
      parts((_, index) => `--b\r\nX-Timestamp: ${index}.5\r\n${jpegType}\r\n\r\n`),
    ],
    [
      'with a text before the first',
      announced('b'),
      ['This is a stream.\r\n', ...parts(() => `--b\r\n${jpegType}\r\n\r\n`)],
    ],
    ['with types that are wrong', announced('b'), parts(() => '--b\r\nContent-Type: text/plain\r\n\r\n')],
    ['with a boundary that looks like any bytes', announced('-'), parts(() => `---\r\n${jpegType}\r\n\r\n`)],
  ])('%s', async (_, head, body) => {
    const whole = { ...answer(head, ...body), open: true };
    expect((await seen(whole, 3)).images).toEqual(images);
  });

  test.each([1, 2, 3, 7])('cut into pieces of %i bytes', async (size) => {
    const all = Buffer.concat(parts(() => `\r\n--b\r\n${jpegType}\r\n\r\n`).map((one) => Buffer.from(one)));
    const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
      all.subarray(index * size, (index + 1) * size),
    );
    const whole = { ...answer(announced('b'), ...pieces), open: true };
    expect((await seen(whole, 3)).images).toEqual(images);
  });
});

describe('a part of sound between the pictures', () => {
  /** Sound whose samples look like the beginning of a picture, so that the demuxer would wait for its end. */
  const sounds: [string, Buffer][] = [
    [
      'begins like a picture',
      Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x40, 0]), Buffer.alloc(900, 0x41)]),
    ],
    [
      'holds a whole picture',
      Buffer.concat([Buffer.alloc(500, 0x55), secondPicture, Buffer.alloc(90, 0x55)]),
    ],
    ['holds hyphens', Buffer.concat([Buffer.from('--b\x01'), secondPicture, Buffer.from('\r\n--b\x02--b')])],
  ];
  const frame = (image: Buffer): Bytes => [`--b\r\n${jpegType}\r\n${length(image)}\r\n\r\n`, image, '\r\n'];

  test.each(
    sounds.flatMap(([what, sound]) =>
      ['audio/x-mulaw', 'audio/basic', 'application/x-audio'].map((type) => [what, type, sound] as const),
    ),
  )('that %s is left out: %s', async (_, type, sound) => {
    const part = [`--b\r\nContent-Type: ${type}\r\n${length(sound)}\r\n\r\n`, sound, '\r\n'];
    const body = [...frame(picture), ...part, ...frame(thirdPicture), ...part, ...part, ...frame(picture)];
    const { images: shown, drops } = await seen({ ...answer(announced('b'), ...body), open: true }, 3);
    expect(shown).toEqual([picture, thirdPicture, picture]);
    expect(drops).toEqual([]);
  });

  test('is left out where it comes first', async () => {
    const [[, sound]] = sounds as [[string, Buffer]];
    const body = [
      `--b\r\nContent-Type: audio/basic\r\n\r\n`,
      sound,
      '\r\n',
      ...frame(picture),
      ...frame(thirdPicture),
    ];
    const { images: shown, drops } = await seen({ ...answer(announced('b'), ...body), open: true }, 2);
    expect(shown).toEqual([picture, thirdPicture]);
    expect(drops).toEqual([]);
  });
});
