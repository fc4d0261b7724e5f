import { renderPlaceholder } from '../picture/placeholder.ts';

/** The JPEG that nginx shows while this server does not answer. The same bytes each time. */
export async function offlinePicture(): Promise<Buffer> {
  const { jpeg } = await renderPlaceholder({
    cameraName: 'rpicam-kiosk',
    cameraId: 'rpicam-kiosk',
    title: 'The camera server does not answer',
    width: 640,
    height: 360,
    advice: 'It may be starting. If this stays, start it again and look at its log.',
  });
  return jpeg;
}
