/** A camera as far as its addresses go. */
export interface AddressedCamera {
  id: string;
  name: string;
  /** Its own LAN port; null where it has none or nobody serves it. */
  port: number | null;
}

/** Each address of a camera with what it is for. @param page where this page came from */
export function cameraAddresses(
  { id, name, port }: AddressedCamera,
  page: { origin: string; protocol: string; hostname: string },
): { what: string; text: string; isLink: boolean }[] {
  const stream = `${page.origin}/cam/${encodeURIComponent(id)}/video`;
  const still = `${page.origin}/cam/${encodeURIComponent(id)}/snapshot`;
  const own = port === null ? undefined : `${page.protocol}//${page.hostname}:${port}/`;
  return [
    { what: 'Live picture (MJPEG)', text: stream, isLink: true },
    { what: 'Still', text: still, isLink: true },
    ...(own === undefined
      ? []
      : [
          { what: 'Own port: live picture', text: own, isLink: true },
          { what: 'Own port: still', text: `${own}snapshot`, isLink: true },
        ]),
    { what: 'To put into a page', text: `<img src="${stream}" alt="${attribute(name)}">`, isLink: false },
  ];
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
