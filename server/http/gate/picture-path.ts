/** Whether a path is one of the streams and snapshots, which other sites may show. Express ignores case here too. */
export function isPicturePath(path: string): boolean {
  return /^\/(cam\/|(frame|stream\.mjpg)\/?$)/i.test(path);
}
