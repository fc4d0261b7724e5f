import { drawableName, drawableText } from './text/drawable-text.ts';
import { wrapAtMost, wrapEvenly } from './text/text-lines.ts';
import { ellipsize, lineDots, textWidth } from './text/text.ts';

/** The texts of a placeholder. */
export interface PlaceholderText {
  readonly cameraName: string;
  readonly cameraId: string;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly advice?: string | undefined;
}

export type LineRole = 'name' | 'id' | 'title' | 'detail' | 'advice';

/** One line of text, in pixels; x, y is the top left corner of the line, which is `lineDots` dots high. */
export interface PlacedLine {
  readonly role: LineRole;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly dotSize: number;
}

export interface PlaceholderLayout {
  readonly lines: readonly PlacedLine[];
  /** The place of the icon, if there is room for it. */
  readonly icon: { readonly x: number; readonly y: number; readonly dotSize: number } | undefined;
}

export interface IconSize {
  readonly columns: number;
  readonly rows: number;
}

type Content = Readonly<Record<'icon' | 'header' | 'detail' | 'advice', boolean>>;

interface Room {
  readonly width: number;
  readonly height: number;
  readonly margin: number;
}

/** The last message of a program can be pages long. */
const longestText = 240;
const titleLinesMax = 4;
const detailLinesMax = 2;

/** The order in which parts are left out of small pictures; the title always stays. */
const contents: readonly Content[] = [
  { icon: true, header: true, detail: true, advice: true },
  { icon: false, header: true, detail: true, advice: true },
  { icon: false, header: true, detail: true, advice: false },
  { icon: false, header: true, detail: false, advice: false },
];
const titleAlone: Content = { icon: false, header: false, detail: false, advice: false };

/** Places as much of the text as fits. Names, details and titles that are too long end in an ellipsis. */
export function layoutPlaceholder(
  width: number,
  height: number,
  wanted: PlaceholderText,
  icon: IconSize,
): PlaceholderLayout {
  const text = shortened(wanted);
  // About 44 letters of small print per line and 12 lines: 2 pixels per dot at 640x360, 14 at 3840x2160.
  const smallDotSize = Math.max(1, Math.floor(Math.min(width / 264, height / 150)));
  const margin = Math.max(1, Math.round(Math.min(width, height) * 0.05));
  const room: Room = { width, height, margin };
  const smallestTitle = Math.ceil(smallDotSize * 1.5);
  for (const content of contents) {
    for (let titleDotSize = smallDotSize * 2; titleDotSize >= smallestTitle; titleDotSize--) {
      const layout = placed(room, text, content, { titleDotSize, smallDotSize }, icon);
      if (layout) return layout;
    }
  }
  for (const content of [...contents, titleAlone]) {
    for (let titleDotSize = smallestTitle - 1; titleDotSize >= 1; titleDotSize--) {
      const smaller = Math.ceil(titleDotSize / 2);
      const layout = placed(room, text, content, { titleDotSize, smallDotSize: smaller }, icon);
      if (layout) return layout;
    }
  }
  return { lines: cutTitle(room, text.title), icon: undefined };
}

/** The texts without line breaks and without what cannot be drawn, each shortened to a readable length. */
function shortened(text: PlaceholderText): Required<PlaceholderText> {
  const short = (long = '') => {
    const line = long.normalize('NFC').trim().replace(/\s+/g, ' ');
    return line.length > longestText ? `${line.slice(0, longestText)}…` : line;
  };
  const cameraId = drawableName(short(text.cameraId));
  return {
    cameraName: drawableName(short(text.cameraName), cameraId),
    cameraId,
    title: drawableText(short(text.title)),
    detail: drawableText(short(text.detail)),
    advice: drawableText(short(text.advice)),
  };
}

/** Places name and id at the top, advice at the bottom, the rest in the middle; undefined when they do not fit. */
function placed(
  room: Room,
  text: Required<PlaceholderText>,
  content: Content,
  { titleDotSize, smallDotSize }: { titleDotSize: number; smallDotSize: number },
  icon: IconSize,
): PlaceholderLayout | undefined {
  const { width, height, margin } = room;
  const inside = width - 2 * margin;
  const title = wrapEvenly(text.title, inside, titleDotSize);
  if (title.length > titleLinesMax || title.join(' ') !== text.title) return undefined;
  const header = content.header ? headerLines(room, text, smallDotSize) : [];
  const detail = content.detail ? wrapAtMost(detailLinesMax, text.detail ?? '', inside, smallDotSize) : [];
  const advice = content.advice ? wrapEvenly(text.advice ?? '', inside, smallDotSize) : [];

  const smallLine = lineDots * smallDotSize;
  const titleLine = lineDots * titleDotSize;
  const headerBottom = Math.max(margin, ...header.map((line) => line.y + smallLine));
  const adviceTop = height - margin - advice.length * smallLine;
  const gap = detail.length > 0 ? smallLine / 2 : 0;
  const iconHeight = content.icon ? (icon.rows + 3) * titleDotSize : 0;
  const middle = iconHeight + title.length * titleLine + gap + detail.length * smallLine;
  const free = adviceTop - headerBottom - middle;
  if (free < (advice.length > 0 ? smallLine / 2 : 0)) return undefined;

  const top = headerBottom + Math.floor(free / 2);
  const titleTop = top + iconHeight;
  const detailTop = titleTop + title.length * titleLine + gap;
  const iconX = Math.round((width - icon.columns * titleDotSize) / 2);
  return {
    icon: content.icon ? { x: iconX, y: top, dotSize: titleDotSize } : undefined,
    lines: [
      ...header,
      ...centred(room, title, { role: 'title', y: titleTop, dotSize: titleDotSize }),
      ...centred(room, detail, { role: 'detail', y: detailTop, dotSize: smallDotSize }),
      ...centred(room, advice, { role: 'advice', y: adviceTop, dotSize: smallDotSize }),
    ],
  };
}

/** The name at the left and the id at the right of one line, or both on two lines. */
function headerLines(room: Room, text: PlaceholderText, dotSize: number): PlacedLine[] {
  const { width, margin } = room;
  const inside = width - 2 * margin;
  const name = ellipsize(text.cameraName, inside, dotSize);
  const line: PlacedLine = { role: 'name', text: name, x: margin, y: margin, dotSize };
  if (text.cameraId === text.cameraName) return [line];
  const id = ellipsize(text.cameraId, inside, dotSize);
  const idWidth = textWidth(id, dotSize);
  const isOneLine = textWidth(name, dotSize) + lineDots * dotSize + idWidth <= inside;
  const place = isOneLine ? { x: width - margin - idWidth } : { y: margin + lineDots * dotSize };
  return [line, { ...line, ...place, role: 'id', text: id }];
}

function centred(
  room: Room,
  texts: readonly string[],
  first: { role: LineRole; y: number; dotSize: number; pitch?: number },
): PlacedLine[] {
  const { role, dotSize, pitch = lineDots * dotSize } = first;
  return texts.map((text, index) => ({
    role,
    text,
    x: Math.floor((room.width - textWidth(text, dotSize)) / 2),
    y: first.y + index * pitch,
    dotSize,
  }));
}

/** The title in as many lines of the smallest size as there is room for. */
function cutTitle(room: Room, title: string): PlacedLine[] {
  const inside = room.width - 2 * room.margin;
  // Here lines may overlap by the rows for accents, because each line counts.
  const pitch = lineDots - 2;
  const linesMax = Math.max(1, Math.floor((room.height - 2 * room.margin) / pitch));
  const lines = wrapAtMost(linesMax, title, inside, 1);
  const y = Math.floor((room.height - lines.length * pitch - 2) / 2);
  return centred(room, lines, { role: 'title', y, dotSize: 1, pitch });
}
