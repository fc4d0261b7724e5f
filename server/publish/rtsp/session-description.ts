import { parameterSets } from '../../recording/matroska/avc.ts';

/** The NAL units of a picture in which each has its length in four bytes before it. */
export function nalUnits(picture: Buffer): Buffer[] {
  const units: Buffer[] = [];
  for (let at = 0; at + 4 <= picture.length;) {
    const length = picture.readUInt32BE(at);
    units.push(picture.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return units.filter(({ length }) => length > 0);
}

/** The description of a video for ANNOUNCE (RFC 4566, RFC 6184 section 8.2.1). */
export function describeVideo(record: Buffer): string {
  const sets = parameterSets(record).map((set) => set.toString('base64'));
  return [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    's=rpicam-kiosk',
    'c=IN IP4 0.0.0.0',
    't=0 0',
    'm=video 0 RTP/AVP 96',
    'a=rtpmap:96 H264/90000',
    `a=fmtp:96 packetization-mode=1; sprop-parameter-sets=${sets.join(',')}; profile-level-id=${record.toString('hex', 1, 4)}`,
    'a=control:streamid=0',
    '',
  ].join('\r\n');
}
