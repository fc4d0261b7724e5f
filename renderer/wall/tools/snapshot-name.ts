/** What some file system or other cannot have in a name. */
const unfit = /[<>:"/\\|?*\p{Cc}]/gu;

/** A file name for a picture taken at `at`, e.g. "door-2026-11-20T23-45-12.jpg"; the time is that of this machine. */
export function snapshotName(cameraId: string, at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join('-');
  return `${cameraId.replace(unfit, '-')}-${day}T${time}.jpg`;
}
