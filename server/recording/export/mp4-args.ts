/** What an MP4 is to look like. */
export interface Mp4Look {
  /** Of the first picture, as it is coded. */
  width: number;
  height: number;
  /** EXIF's number: how the pictures are turned for display. */
  orientation: number;
  /** Whether pictures of other sizes follow: they are made to fit into the first. */
  hasOtherSizes: boolean;
  /** The pictures are H.264 as it is to be. */
  isCopied?: boolean;
}

/** Makes upright pictures of those with EXIF's orientations. */
const turns: Record<number, string> = {
  2: 'hflip',
  3: 'hflip,vflip',
  4: 'vflip',
  5: 'transpose=cclock_flip',
  6: 'transpose=clock',
  7: 'transpose=clock_flip',
  8: 'transpose=cclock',
};

/**
 * The arguments of an ffmpeg that reads Matroska with MJPEG, or with H.264 to be copied, on its standard input and the text of `chapterText` on
 * descriptor 3, and tells its progress on its standard output.
 */
export function mp4Args(look: Mp4Look, path: string, threads: number): string[] {
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-progress', 'pipe:1', '-stats_period', '0.5'],
    // ffmpeg's versions differ in what they make of a turned picture, so that it is turned by a filter.
    ...['-noautorotate', '-f', 'matroska', '-i', 'pipe:0', '-f', 'ffmetadata', '-i', 'pipe:3'],
    ...['-map', '0:v', '-map_metadata', '1', '-map_chapters', '1'],
    ...(look.isCopied ? ['-c:v', 'copy'] : encoding(look, threads)),
    ...['-video_track_timescale', '1000'],
    // The index comes first, so that a browser plays the file while it loads it.
    ...['-movflags', '+faststart', '-f', 'mp4', '-y', `file:${path}`],
  ];
}

function encoding(look: Mp4Look, threads: number): string[] {
  return [
    ...['-vf', filters(look), '-c:v', 'libx264', '-preset', 'veryfast', '-threads', String(threads)],
    // Each frame keeps its own time, in milliseconds; without B-frames none is shown before it is decoded.
    ...['-fps_mode', 'passthrough', '-enc_time_base', '1:1000', '-bf', '0'],
  ];
}

function filters({ width, height, orientation, hasOtherSizes }: Mp4Look): string {
  const turn = turns[orientation];
  const isOnItsSide = orientation >= 5;
  const [w, h] = (isOnItsSide ? [height, width] : [width, height]).map((side) =>
    Math.max(2, side - (side % 2)),
  );
  // H.264 with a quarter of the colour, which all players know, needs even sides.
  const fit = hasOtherSizes
    ? `scale=${w}:${h}:force_original_aspect_ratio=decrease,pad=${w}:${h}:(ow-iw)/2:(oh-ih)/2,setsar=1`
    : `crop=${w}:${h}:0:0`;
  return [...(turn ? [turn, 'sidedata=delete'] : []), fit, 'format=yuv420p'].join(',');
}

export interface Chapter {
  fromMs: number;
  toMs: number;
  title: string;
}

/** ffmpeg's text for the title, the date and the chapters of a file. */
export function chapterText(title: string, createdAt: Date, chapters: readonly Chapter[]): string {
  const lines = [';FFMETADATA1', `title=${escaped(title)}`, `creation_time=${createdAt.toISOString()}`];
  for (const { fromMs, toMs, title: name } of chapters) {
    lines.push('[CHAPTER]', 'TIMEBASE=1/1000', `START=${fromMs}`, `END=${toMs}`, `title=${escaped(name)}`);
  }
  return `${lines.join('\n')}\n`;
}

function escaped(text: string): string {
  return text.replaceAll(/[=;#\\\n]/g, (character) => `\\${character}`);
}
