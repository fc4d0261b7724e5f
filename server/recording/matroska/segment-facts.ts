/** Facts of one recording file that do not change while it is written. */
export interface SegmentFacts {
  camera: { id: string; name: string };
  /** Wall clock of the first frame. Wrong, by years perhaps, where `clock` is "unsynchronised". */
  startedAt: Date;
  clock: 'synchronised' | 'unsynchronised';
  /** The kernel's random id of this start of the machine. */
  bootId: string;
  /** Milliseconds between the machine's start and the first frame, by the monotonic clock. */
  bootMs: number;
  /** Pixels as coded, before any orientation. */
  width: number;
  height: number;
  /** As EXIF numbers it, 1 to 8. */
  orientation: number;
  /** A track of text says of each frame when it was captured: the times of a film are others. */
  hasCaptureTimes?: boolean;
  /** Of H.264, its AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1); undefined: the pictures are JPEGs. */
  avc?: Buffer | undefined;
}

/** Names of the tags; DATE_RECORDED and NUMBER_OF_FRAMES are those of Matroska's list, the others are of this program only. */
export const tagName = {
  cameraId: 'CAMERA_ID',
  cameraName: 'CAMERA_NAME',
  date: 'DATE_RECORDED',
  clock: 'CLOCK',
  bootId: 'BOOT_ID',
  bootMs: 'BOOT_TIME_MS',
  orientation: 'ORIENTATION',
  frames: 'NUMBER_OF_FRAMES',
  places: 'FRAME_PLACES',
} as const;

/** Digits of NUMBER_OF_FRAMES, which is written over when the file is finished. */
export const frameDigits = 10;
/** Bytes of CLOCK, which is written over when the clock was set. */
export const clockBytes = 'unsynchronised'.length;

/** "2026-11-29 10:05:00.123": Matroska's form of a date in a tag. */
export function tagDate(date: Date): string {
  return date.toISOString().slice(0, -1).replace('T', ' ');
}
