/** The cameras named, in that order and each once; ids that are gone are skipped. */
export function pickedCameras<T extends { id: string }>(cameras: readonly T[], ids: readonly string[]): T[] {
  return [...new Set(ids)].flatMap((wanted) => cameras.find(({ id }) => id === wanted) ?? []);
}

/** Cameras in the order picked; those not named follow as they were. */
export function orderedCameras<T extends { id: string }>(
  cameras: readonly T[],
  order: readonly string[],
): T[] {
  const picked = pickedCameras(cameras, order);
  return [...picked, ...cameras.filter((camera) => !picked.includes(camera))];
}
