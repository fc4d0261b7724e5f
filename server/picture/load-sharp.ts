import type Sharp from 'sharp';

/**
 * sharp, loaded by the first picture that needs it: a server that only passes JPEGs through never pays its 26 MB.
 */
export async function loadSharp(): Promise<typeof Sharp> {
  const { default: sharp } = await import('sharp');
  // Its cache keeps pictures that never come again; more threads would take the cores from the streams.
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}
