/** The images in a file of JPEGs one after the other, as ffmpeg's mjpeg format writes it. */
export function splitJpegs(bytes: Buffer): Buffer[] {
  const images: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(Buffer.from([0xff, 0xd9]), at) + 2;
    images.push(bytes.subarray(at, end));
    at = end;
  }
  return images;
}
