import type { CameraAddresses } from '../parts/camera-addresses.ts';

/** Each address of a camera with what it is for. */
export function addressLines(
  { video, mp4, snapshot, ownPort }: CameraAddresses,
  cameraName: string,
): { what: string; text: string; isLink: boolean }[] {
  return [
    { what: 'Live picture (MJPEG)', text: video, isLink: true },
    { what: 'Live picture (H.264)', text: mp4, isLink: true },
    { what: 'Still', text: snapshot, isLink: true },
    ...(ownPort === undefined
      ? []
      : [
          { what: 'Own port: live picture', text: ownPort, isLink: true },
          { what: 'Own port: still', text: `${ownPort}snapshot`, isLink: true },
        ]),
    {
      what: 'To put into a page',
      text: `<img src="${video}" alt="${attribute(cameraName)}">`,
      isLink: false,
    },
  ];
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
