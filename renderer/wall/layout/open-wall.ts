/** The address with another wall; what belongs to the wall before, such as the enlarged camera, is left out. */
export function addressOfWall(name: string, href: string): string {
  const url = new URL(href);
  url.searchParams.set('wall', name);
  for (const field of ['camera', 'group']) url.searchParams.delete(field);
  return url.href;
}
