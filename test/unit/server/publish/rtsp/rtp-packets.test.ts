import { describe, expect, test } from 'vitest';
import { nalUnits } from '../../../../../server/publish/rtsp/session-description.ts';
import { parameterSets } from '../../../../../server/recording/matroska/avc.ts';
import { RtpPackets } from '../../../../../server/publish/rtsp/rtp-packets.ts';
import { videoPictures } from '../video-pictures.ts';

const pictures = videoPictures(22, '1280x720');

interface Packet {
  channel: number;
  isLast: boolean;
  sequence: number;
  ticks: number;
  payload: Buffer;
}

function packetsIn(bytes: Buffer): Packet[] {
  const packets: Packet[] = [];
  for (let at = 0; at < bytes.length;) {
    expect(bytes[at]).toBe(0x24);
    const length = bytes.readUInt16BE(at + 2);
    const packet = bytes.subarray(at + 4, at + 4 + length);
    packets.push({
      channel: bytes[at + 1] ?? -1,
      isLast: ((packet[1] ?? 0) & 0x80) !== 0,
      sequence: packet.readUInt16BE(2),
      ticks: packet.readUInt32BE(4),
      payload: packet.subarray(12),
    });
    at += 4 + length;
  }
  return packets;
}

/** The NAL units in payloads, as RFC 6184 joins them. */
function unitsOf(payloads: Buffer[]): Buffer[] {
  const units: Buffer[] = [];
  for (const payload of payloads) {
    const [indicator = 0, head = 0] = payload;
    if ((indicator & 0x1f) !== 28) units.push(payload);
    else if (head & 0x80) {
      units.push(Buffer.concat([Buffer.from([(indicator & 0xe0) | (head & 0x1f)]), payload.subarray(2)]));
    } else units.push(Buffer.concat([units.pop() ?? Buffer.alloc(0), payload.subarray(2)]));
  }
  return units;
}

describe('the packets of a picture', () => {
  test('hold its NAL units, a key frame also the parameter sets before them', () => {
    const packer = new RtpPackets(5_000);
    for (const picture of pictures) {
      const packets = packetsIn(packer.of(picture));
      const sets = picture.isKey ? parameterSets(picture.format.configuration) : [];
      expect(unitsOf(packets.map(({ payload }) => payload))).toEqual([...sets, ...nalUnits(picture.data)]);
      expect(packets.filter(({ isLast }) => isLast)).toEqual([packets.at(-1)]);
      expect(packets.every(({ channel, payload }) => channel === 0 && payload.length <= 1_400)).toBe(true);
    }
  });

  test('are numbered without a gap, and have the time of the picture', () => {
    const packer = new RtpPackets(5_000);
    const all = pictures.map((picture) => packetsIn(packer.of(picture)));
    const numbers = all.flat().map(({ sequence }) => sequence);
    const [first = 0] = numbers;
    expect(numbers).toEqual(numbers.map((_, index) => (first + index) % 2 ** 16));
    const ticks = all.map(([packet]) => packet?.ticks ?? 0);
    const [start = 0] = ticks;
    expect(ticks.map((tick) => (tick - start + 2 ** 32) % 2 ** 32)).toEqual(
      pictures.map((_, at) => at * 9_000),
    );
  });

  test('come with a report of their wall-clock time', () => {
    const packer = new RtpPackets(5_000);
    const [packet] = packetsIn(packer.of(pictures[0] ?? expect.unreachable()));
    const report = packer.report(5_000, new Date('2026-01-01T00:00:00.500Z'));
    expect([report[1], report[5], report.length]).toEqual([1, 200, 32]);
    expect(report.readUInt32BE(12) - 2_208_988_800).toBe(Date.parse('2026-01-01T00:00:00Z') / 1_000);
    expect(report.readUInt32BE(16)).toBe(2 ** 31);
    expect(report.readUInt32BE(20)).toBe(packet?.ticks);
  });
});
