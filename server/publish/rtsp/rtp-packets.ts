import { randomInt } from 'node:crypto';
import type { VideoPicture } from '../encoder/camera-encoder.ts';
import { parameterSets } from '../../recording/matroska/avc.ts';
import { nalUnits } from './session-description.ts';

/** The server may pass packets on over UDP; so they fit into an Ethernet frame, also in a tunnel. */
const maxPayloadBytes = 1_400;
const payloadType = 96;
const fragmentationUnit = 28;
const ticksPerMs = 90;
const interleavedHeadBytes = 4;
const rtpHeadBytes = 12;
/** Seconds from 1900, the epoch of NTP, to 1970. */
const ntpEpochSeconds = 2_208_988_800;

/** Makes RTP packets of H.264 (RFC 6184, non-interleaved mode) as they go through an RTSP connection (RFC 2326, 10.12). */
export class RtpPackets {
  readonly #source = randomInt(2 ** 32);
  readonly #firstTicks = randomInt(2 ** 32);
  readonly #firstAtMs: number;
  #sequence = randomInt(2 ** 16);
  #packets = 0;
  #payloadBytes = 0;

  /** @param firstAtMs monotonic milliseconds of the first picture */
  constructor(firstAtMs: number) {
    this.#firstAtMs = firstAtMs;
  }

  /** All packets of a picture. Key frames begin with the parameter sets, for readers that come later. */
  of({ data, isKey, format, capturedAtMs }: VideoPicture): Buffer {
    const units = [...(isKey ? parameterSets(format.configuration) : []), ...nalUnits(data)];
    const payloads = units.flatMap(payloadsOf);
    const ticks = this.#ticks(capturedAtMs);
    return Buffer.concat(
      payloads.flatMap((payload, index) => {
        const isLast = index === payloads.length - 1;
        const bytes = payload.reduce((sum, part) => sum + part.length, 0);
        this.#packets++;
        this.#payloadBytes += bytes;
        return [this.#head(bytes, ticks, isLast), ...payload];
      }),
    );
  }

  /** A sender report (RFC 3550, section 6.4.1): the wall-clock time of the pictures. @param at of the picture at `atMs` */
  report(atMs: number, at: Date): Buffer {
    const bytes = Buffer.alloc(interleavedHeadBytes + 28);
    bytes.set([0x24, 1]);
    bytes.writeUInt16BE(28, 2);
    bytes.set([0x80, 200, 0, 6], 4);
    bytes.writeUInt32BE(this.#source, 8);
    const seconds = at.getTime() / 1_000;
    bytes.writeUInt32BE((Math.floor(seconds) + ntpEpochSeconds) % 2 ** 32, 12);
    bytes.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), 16);
    bytes.writeUInt32BE(this.#ticks(atMs), 20);
    bytes.writeUInt32BE(this.#packets % 2 ** 32, 24);
    bytes.writeUInt32BE(this.#payloadBytes % 2 ** 32, 28);
    return bytes;
  }

  #ticks(atMs: number): number {
    const ticks = Math.round((atMs - this.#firstAtMs) * ticksPerMs);
    return (((this.#firstTicks + ticks) % 2 ** 32) + 2 ** 32) % 2 ** 32;
  }

  #head(payloadBytes: number, ticks: number, isLast: boolean): Buffer {
    const head = Buffer.alloc(interleavedHeadBytes + rtpHeadBytes);
    head.set([0x24, 0]);
    head.writeUInt16BE(rtpHeadBytes + payloadBytes, 2);
    head.set([0x80, payloadType | (isLast ? 0x80 : 0)], 4);
    head.writeUInt16BE(this.#sequence, 6);
    head.writeUInt32BE(ticks, 8);
    head.writeUInt32BE(this.#source, 12);
    this.#sequence = (this.#sequence + 1) % 2 ** 16;
    return head;
  }
}

/** The payloads for a NAL unit: itself, or fragments of it (RFC 6184, section 5.8). */
function payloadsOf(unit: Buffer): Buffer[][] {
  if (unit.length <= maxPayloadBytes) return [[unit]];
  const [kind = 0] = unit;
  const indicator = (kind & 0xe0) | fragmentationUnit;
  const payloads: Buffer[][] = [];
  const step = maxPayloadBytes - 2;
  for (let at = 1; at < unit.length; at += step) {
    const start = at === 1 ? 0x80 : 0;
    const end = at + step >= unit.length ? 0x40 : 0;
    payloads.push([Buffer.from([indicator, start | end | (kind & 0x1f)]), unit.subarray(at, at + step)]);
  }
  return payloads;
}
