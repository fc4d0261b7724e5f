/** The cameras with these ids, in this order and each once. Unknown ids are skipped. */
export function pickedCameras<T extends { id: string }>(cameras: readonly T[], ids: readonly string[]): T[] {
  return [...new Set(ids)].flatMap((wanted) => cameras.find(({ id }) => id === wanted) ?? []);
}

/** All cameras, those of `order` first and in that order. The others follow in their own order. */
export function orderedCameras<T extends { id: string }>(
  cameras: readonly T[],
  order: readonly string[],
): T[] {
  const picked = pickedCameras(cameras, order);
  return [...picked, ...cameras.filter((camera) => !picked.includes(camera))];
}
