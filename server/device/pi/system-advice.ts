import type { SystemHealth } from '../../contract/system-health.ts';

/** A Pi slows down at 80 °C and more at 85 °C. */
const hotCelsius = 80;
const lowDiskBytes = 1_000_000_000;
const minDiskBytes = 200_000_000;

/** The advice to a person about the machine; `serious` is the part about harm to cameras or recordings now. */
export function systemAdvice({
  temperature_celsius: temperature,
  throttling,
  disk_free_bytes: freeBytes,
  folder_errno: folderErrno,
}: Pick<SystemHealth, 'temperature_celsius' | 'throttling' | 'disk_free_bytes'> & {
  /** Why the data folder cannot be written, e.g. "EROFS". */
  folder_errno?: string | undefined;
}): {
  advice: string[];
  serious: string[];
} {
  const serious: string[] = [];
  const hints: string[] = [];
  if (throttling?.undervoltage.now) {
    serious.push(
      'The power supply is too weak (undervoltage): cameras may drop out. Use the official power supply and a short cable.',
    );
  } else if (throttling?.undervoltage.since_boot) {
    hints.push(
      'The voltage was too low since the last start: cameras may drop out. Use the official power supply and a short cable.',
    );
  }
  if (temperature !== null && temperature >= hotCelsius) {
    hints.push(
      `The processor is hot (${temperature.toFixed(0)} °C) and slows down. Give it air or a cooler.`,
    );
  } else if (throttling?.throttled.now || throttling?.soft_temperature_limit.now) {
    hints.push(
      'The processor is slowed down by heat or low voltage. Give it air, a cooler or a better supply.',
    );
  }
  if (folderErrno === 'EROFS') {
    serious.push(
      'The data folder is read-only: nothing can be saved. Mount its disk writable; a card that turns read-only by itself is worn.',
    );
  } else if (folderErrno) {
    serious.push(
      `The data folder cannot be written (${folderErrno}): nothing can be saved. Let the user that runs the server write there, and see whether the disk is well.`,
    );
  }
  if (freeBytes !== null && freeBytes < lowDiskBytes) {
    const megabytes = Math.round(freeBytes / 1_000_000);
    const text = `The disk is nearly full: ${megabytes} MB are free in the data folder. Remove what is not needed.`;
    (freeBytes < minDiskBytes ? serious : hints).push(text);
  }
  return { advice: [...serious, ...hints], serious };
}
