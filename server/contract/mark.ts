import { productName } from './product.ts';

/**
 * The mark: the tiles of a wall, and a lens in front of them. It stands on its own dark ground, so that it looks the same on
 * light and dark pages. build/icons/make-icons.ts writes it to the icons of the pages and of the package.
 */
export const markSvg = [
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">',
  '<rect width="32" height="32" rx="7" fill="#14181d"/>',
  '<g fill="#e4eaf0">',
  '<path d="M6.5 4.5H13a2 2 0 0 1 2 2v6.14A8.9 8.9 0 0 0 12.64 15H6.5a2 2 0 0 1-2-2V6.5a2 2 0 0 1 2-2z"/>',
  '<path d="M19 4.5h6.5a2 2 0 0 1 2 2v8.7A8.9 8.9 0 0 0 17 11.62V6.5a2 2 0 0 1 2-2z"/>',
  '<path d="M4.5 19v6.5a2 2 0 0 0 2 2h8.7A8.9 8.9 0 0 1 11.62 17H6.5a2 2 0 0 0-2 2z"/>',
  '</g>',
  '<circle cx="20" cy="20" r="4.75" fill="none" stroke="#4cc38a" stroke-width="4.5"/>',
  '</svg>',
].join('');

/** A whole screen that shows the mark and the name while there is nothing else to show yet. It needs no file. */
export const startSvg = [
  '<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">',
  '<rect width="100%" height="100%" fill="#000"/>',
  '<svg x="50%" y="50%" overflow="visible">',
  `<svg x="-48" y="-76" width="96" height="96"${markSvg.slice('<svg'.length)}`,
  '<text y="64" fill="#a3adb8" font-size="26" font-weight="600" text-anchor="middle" ',
  `font-family="system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif">${productName}</text>`,
  '</svg></svg>',
].join('');
