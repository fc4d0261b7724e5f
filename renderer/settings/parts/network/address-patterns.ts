/** The form of the addresses of one make of cameras. */
export interface AddressPattern {
  make: string;
  /** The address with HOST in place of the camera's own; the login is not in it. */
  address: string;
  /** What a person has to know besides; empty if nothing. */
  hint: string;
  /** The page that says so. */
  source: string;
}

const vendorTable =
  'https://getrealtime.com/blog/how-to-find-your-ip-cameras-rtsp-url-complete-vendor-reference-2026';

/** Common makes in alphabetical order, each with the full picture first. */
export const addressPatterns: readonly AddressPattern[] = [
  {
    make: 'Amcrest',
    address: 'rtsp://HOST:554/cam/realmonitor?channel=1&subtype=0',
    hint: 'subtype=1 is the small picture',
    source: vendorTable,
  },
  {
    make: 'Axis',
    address: 'rtsp://HOST/axis-media/media.amp',
    hint: '',
    source: 'https://developer.axis.com/video-streaming-and-recording/video-streaming/getting-started/',
  },
  {
    make: 'Axis, MJPEG',
    address: 'http://HOST/axis-cgi/mjpg/video.cgi',
    hint: 'MJPEG needs the least work here',
    source: 'https://developer.axis.com/vapix/network-video/video-streaming',
  },
  {
    make: 'Dahua',
    address: 'rtsp://HOST:554/cam/realmonitor?channel=1&subtype=0',
    hint: 'subtype=1 is the small picture',
    source: vendorTable,
  },
  {
    make: 'ESP32-CAM',
    address: 'http://HOST:81/stream',
    hint: 'the example “CameraWebServer”; it serves one viewer at a time',
    source:
      'https://github.com/espressif/arduino-esp32/tree/master/libraries/ESP32/examples/Camera/CameraWebServer',
  },
  {
    make: 'Hanwha, Wisenet, Samsung',
    address: 'rtsp://HOST:554/profile2/media.smp',
    hint: 'a profile of the camera: 1, 2, …',
    source: 'https://support.hanwhavision.eu/hc/en-gb/articles/4414178841746-RTSP-URLs',
  },
  {
    make: 'Hikvision',
    address: 'rtsp://HOST:554/Streaming/Channels/101',
    hint: '102 is the small picture',
    source: vendorTable,
  },
  {
    make: 'mjpg-streamer, OctoPrint',
    address: 'http://HOST:8080/?action=stream',
    hint: '',
    source: 'https://github.com/jacksonliam/mjpg-streamer',
  },
  {
    make: 'Reolink',
    address: 'rtsp://HOST:554/Preview_01_main',
    hint: 'Preview_01_sub is the small picture; older cameras: h264Preview_01_main; RTSP must be switched on',
    source: 'https://support.reolink.com/hc/en-us/articles/900000630706-Introduction-to-RTSP/',
  },
  {
    make: 'rpicam-kiosk',
    address: 'http://HOST:8000/cam/cam1/video',
    hint: 'another server of this kind',
    source: 'https://github.com/rpicam-kiosk/rpicam-kiosk',
  },
  {
    make: 'Tapo',
    address: 'rtsp://HOST:554/stream1',
    hint: 'stream2 is the small picture; the login is the “camera account” of the Tapo app',
    source: 'https://actutana.com/video-streaming-what-is-rtsp-streaming/',
  },
  {
    make: 'Uniview',
    address: 'rtsp://HOST:554/unicast/c1/s0/live',
    hint: 's1 is the small picture',
    source: 'https://github.com/Mi-Bee-Studio/MiBeeNvr/wiki/Camera-Guide',
  },
];

/** The pattern with the host of the address that was typed so far; "HOST" where there is none yet. */
export function filledPattern({ address }: AddressPattern, typed: string): string {
  const [, bracketed, plain] =
    /^(?:[a-z][a-z+.-]*:\/\/)?(?:[^/?#@]*@)?(?:(\[[\da-f:.]+\])|([\w.-]+))/i.exec(typed.trim()) ?? [];
  const host = bracketed ?? plain ?? '';
  // "rtsp" alone is the beginning of an address, and no host.
  return address.replace('HOST', host === '' || /^(rtsps?|https?)$/i.test(host) ? 'HOST' : host);
}
