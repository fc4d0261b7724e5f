/** The groups that cameras are in, each once, in the order of the cameras. */
export function groupsOf(cameras: readonly { group?: string | null }[]): string[] {
  return [...new Set(cameras.flatMap(({ group }) => group || []))];
}
