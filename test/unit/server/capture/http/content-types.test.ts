import { describe, expect, test } from 'vitest';
import { answer, picture, refusal, secondPicture, seen } from './raw-capture.ts';

const types = [
  ['no type', []],
  ...[
    'application/octet-stream',
    'image/jpeg; charset=utf-8',
    'image/jpg',
    'image/pjpeg',
    'image/*',
    'image/png',
    'IMAGE/JPEG',
    'text/plain',
    'text/html',
    'video/mp4',
    'nonsense',
  ].map((type) => [type, [`Content-Type: ${type}`]]),
] as [string, string[]][];

describe('one JPEG is a still, asked for again and again,', () => {
  test.each(types)('with %s', async (_, head) => {
    const { images, requests } = await seen(answer(head, picture), 3);
    expect(images).toEqual([picture, picture, picture]);
    expect(requests.length).toBeGreaterThanOrEqual(3);
  });

  test.each(types)('with %s and a length', async (_, head) => {
    const whole = { ...answer([...head, `Content-Length: ${picture.length}`], picture), open: true };
    expect((await seen(whole, 3)).images).toEqual([picture, picture, picture]);
  });

  test.each(['multipart/x-mixed-replace; boundary=b', 'multipart/mixed', 'text/plain'])(
    'in the only part of a %s',
    async (type) => {
      const part = ['--b\r\nContent-Type: image/jpeg\r\n\r\n', picture, '\r\n--b--\r\n'];
      expect((await seen(answer([`Content-Type: ${type}`], ...part), 3)).images).toEqual([
        picture,
        picture,
        picture,
      ]);
    },
  );

  test('in the only part, when the length is all that tells the end', async () => {
    const part = Buffer.concat([Buffer.from('--b\r\nContent-Type: image/jpeg\r\n\r\n'), picture]);
    const head = ['Content-Type: multipart/mixed; boundary=b', `Content-Length: ${part.length}`];
    const { images } = await seen({ ...answer(head, part), open: true }, 3, { answerTimeoutMs: 100 });
    expect(images).toEqual([picture, picture, picture]);
  });

  test('in the only part, when the closing delimiter is all that tells the end', async () => {
    const part = ['--b\r\nContent-Type: image/jpeg\r\n\r\n', picture, '\r\n--b--\r\n'];
    const open = { ...answer(['Content-Type: multipart/mixed; boundary=b'], ...part), open: true };
    expect((await seen(open, 3, { answerTimeoutMs: 100 })).images).toEqual([picture, picture, picture]);
  });
});

describe('several JPEGs are a stream', () => {
  test.each([
    ...types,
    ['a type of parts', ['Content-Type: multipart/x-mixed-replace;boundary=b']],
  ] as typeof types)('with %s', async (_, head) => {
    const open = { ...answer(head, picture, secondPicture, picture), open: true };
    const { images, requests } = await seen(open, 3);
    expect(images).toEqual([picture, secondPicture, picture]);
    expect(requests).toHaveLength(1);
  });
});

const png = Buffer.concat([Buffer.from([0x89]), Buffer.from('PNG\r\n\x1a\n\0\0\0\rIHDR'), Buffer.alloc(400)]);
const page = '<!DOCTYPE html>\n<html><body>camera</body></html>';

describe('other content is called by its name', () => {
  test.each<[string, Buffer | string, string]>([
    ['a PNG picture', png, 'image/png'],
    ['a PNG picture', png, 'image/jpeg'],
    ['a GIF picture', 'GIF89a\x40\0\x30\0\xf7\0\0\0\0\0', 'image/jpeg'],
    ['a WebP picture', 'RIFF\x10\0\0\0WEBPVP8 ', 'image/webp'],
    ['a TIFF picture', 'II*\0\x08\0\0\0\0\0\0\0\0\0\0\0', ''],
    ['an AVIF picture', '\0\0\0\x20ftypavif\0\0\0\0avifmif1', 'image/jpeg'],
    ['a HEIF picture', '\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'image/heic'],
    ['a JPEG XL picture', '\xff\x0a\xfa\x1f\x01\x90\x08\x10\0\x44\0\0\0\0\0\0', 'image/jxl'],
    ['a JPEG 2000 picture', '\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14', 'image/jp2'],
    ['an SVG picture', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'],
    ['compressed data (gzip)', '\x1f\x8b\x08\0\0\0\0\0\0\x03\xfb\x7f\xe3\xff\x81\x06', 'image/jpeg'],
    ['a web page', page, 'text/html'],
    ['a web page', '<h1>404</h1> There is no camera 7', 'image/jpeg'],
    ['a web page', '<!--[if IE]> no camera <![endif]-->', 'image/jpeg'],
    ['a web page', page, 'image/jpeg'],
    ['a web page', `\r\n\r\n${page}`, 'multipart/x-mixed-replace'],
    ['a web page', 'please log in', 'text/html'],
    ['an XML document', '<?xml version="1.0"?>\n<Response/>', 'text/xml'],
    ['a JSON document', '{"error": "no channel 7"}', 'application/json'],
    ['a JSON document', '[{"a": 1}, {"b": 2}]', 'text/plain'],
    ['an H.264 video', '\0\0\0\x01\x67\x42\x80\x1e\x95\xa0\x50\x7c\x84\0\0\0', 'video/h264'],
    [
      'an H.264 video',
      '\0\0\x01\x09\xf0\0\0\x01\x67\x42\x80\x1e\x95\xa0\x50\x7c',
      'application/octet-stream',
    ],
    ['an H.265 video', '\0\0\0\x01\x40\x01\x0c\x01\xff\xff\x01\x60\0\0\x03\0', 'video/h265'],
    ['an MP4 video', '\0\0\0\x20ftypisom\0\0\x02\0isomiso2', 'video/mp4'],
    ['an FLV video', 'FLV\x01\x05\0\0\0\x09\0\0\0\0\x12\0\0', 'video/x-flv'],
    ['a Matroska or WebM video', '\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x86\x81\x01', 'video/webm'],
    [
      'an MPEG transport stream',
      Buffer.concat([Buffer.alloc(188, 'G'), Buffer.alloc(188, 'G')]),
      'video/mp2t',
    ],
    ['a playlist', '#EXTM3U\n#EXT-X-VERSION:3\n', 'application/vnd.apple.mpegurl'],
    ['a sound', 'RIFF\x10\0\0\0WAVEfmt ', 'audio/wav'],
  ])('%s: %j as %s', async (what, body, type) => {
    expect(await refusal(answer([`Content-Type: ${type}`], body))).toEqual([
      'bad-format',
      `the address answers ${what}; enter the address of its MJPEG stream or JPEG picture`,
    ]);
  });

  const description = '<?xml version="1.0"?><Event/>';
  const parts = (type: string, ...bodies: (Buffer | string)[]) =>
    bodies.flatMap((body) => [`--b\r\nContent-Type: ${type}\r\n\r\n`, body, '\r\n']);
  const multipart = ['Content-Type: multipart/x-mixed-replace; boundary=b'];

  test.each<[string, string, Buffer | string]>([
    ['a PNG picture', 'image/png', png],
    ['an H.264 video', 'video/h264', `\0\0\0\x01\x67\x42\x80\x1e\x95\xa0${'x'.repeat(2_000)}`],
    ['an XML document', 'text/xml', description],
    ['a JSON document', 'image/jpeg', '{"error": "no channel 7"}'],
  ])('%s in the parts of a stream', async (what, type, body) => {
    const advice = 'enter the address of its MJPEG stream or JPEG picture';
    const stream = { ...answer(multipart, ...parts(type, ...Array(5).fill(body))), open: true };
    expect(await refusal(stream)).toEqual([
      'bad-format',
      `the address answers ${what} in each part; ${advice}`,
    ]);
    const ended = answer(multipart, ...parts(type, body), '--b--\r\n');
    expect(await refusal(ended)).toEqual(['bad-format', `the address answers ${what}; ${advice}`]);
  });

  test('but a description before each picture is accepted', async () => {
    const body = [picture, secondPicture].flatMap((image) => [
      ...parts('text/xml', description),
      ...parts('image/jpeg', image),
    ]);
    const { images } = await seen({ ...answer(multipart, ...body), open: true }, 2);
    expect(images).toEqual([picture, secondPicture]);
  });

  test('also while the answer goes on', async () => {
    const open = { ...answer(['Content-Type: image/jpeg'], page), open: true };
    expect((await refusal(open))[0]).toBe('bad-format');
  });

  test.each([
    ['text/plain', 'no camera connected'],
    ['application/octet-stream', 'garbage'],
    ['application/pdf', '%PDF-1.4'],
    ['audio/basic', Buffer.alloc(2_000, 0x55)],
  ])('and by its type when its bytes tell nothing: %s', async (type, body) => {
    expect(await refusal(answer([`Content-Type: ${type}`], body))).toEqual([
      'bad-format',
      `the camera sends ${type}`,
    ]);
  });
});
