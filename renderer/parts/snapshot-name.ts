/** Characters that some file system does not allow in a name. */
const unfit = /[<>:"/\\|?*\p{Cc}]/gu;

/** A file name for a picture taken at `at`, in the time zone of this machine: "door-2026-11-20T23-45-12.jpg". */
export function snapshotName(cameraId: string, at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join('-');
  return `${cameraId.replace(unfit, '-')}-${day}T${time}.jpg`;
}
