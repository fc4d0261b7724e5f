import sharp from 'sharp';

const [columns, rows] = [4, 4];

/** A JPEG with a number below 65,536 in it: sixteen fields, white for a one. It can be read at any size. */
export async function numberedJpeg(number: number, { width = 320, height = 240 } = {}): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const field = Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width);
      pixels[y * width + x] = (number >> field) & 1 ? 255 : 0;
    }
  }
  const picture = sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace('srgb');
  return picture.jpeg({ quality: 80 }).toBuffer();
}

/** The number in a picture, and how wide that is. */
export async function readNumber(jpeg: Buffer): Promise<{ number: number; width: number }> {
  const { data, info } = await sharp(jpeg).greyscale().raw().toBuffer({ resolveWithObject: true });
  let number = 0;
  for (let field = 0; field < columns * rows; field++) {
    const x = Math.floor(((field % columns) + 0.5) * (info.width / columns));
    const y = Math.floor((Math.floor(field / columns) + 0.5) * (info.height / rows));
    if ((data[(y * info.width + x) * info.channels] ?? 0) > 127) number |= 1 << field;
  }
  return { number, width: info.width };
}
