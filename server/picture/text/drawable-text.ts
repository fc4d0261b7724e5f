import { isDrawable } from './bitmap-font.ts';

/**
 * The text in a picture for a camera: the first of these names that the font of the pictures can draw. A part of a name, or
 * boxes in its place, could be taken for another camera.
 */
export function drawableName(...names: string[]): string {
  return names.find((name) => name !== '' && isDrawable(name)) ?? 'Camera';
}

/** The text with one "?" for each run of characters that the font cannot draw. */
export function drawableText(text: string): string {
  if (isDrawable(text)) return text;
  const characters = [...text.normalize('NFC')].map((each) => (isDrawable(each) ? each : '\uFFFD'));
  return characters.join('').replaceAll(/\uFFFD+/g, '?');
}
