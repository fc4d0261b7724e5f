import type Sharp from 'sharp';

/** Loads sharp for the first picture that needs it. A server that only passes JPEGs through saves its 26 MB. */
export async function loadSharp(): Promise<typeof Sharp> {
  const { default: sharp } = await import('sharp');
  // The cache would keep pictures that never come again; more threads would take the cores from the streams.
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}
