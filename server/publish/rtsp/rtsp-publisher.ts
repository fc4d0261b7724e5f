import type { PublishError } from '../../contract/publish.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { VideoFormat, VideoPicture } from '../encoder/camera-encoder.ts';
import { describeVideo } from './session-description.ts';
import { RtpPackets } from './rtp-packets.ts';
import { RtspConnection } from './rtsp-connection.ts';

/** More bytes than this do not wait for the server: some seconds of 720p. */
const maxUnsentBytes = 2 * 1024 * 1024;
/** A server that reads nothing for so long is gone. */
const standstillMs = 10_000;
const reportIntervalMs = 5_000;

/** What a publisher counts. */
export interface PublishCounters {
  pictures: number;
  bytes: number;
  skipped: number;
}

/**
 * Connects to a server that takes the login, before an encoder is started for it.
 * @throws PublishError
 */
export async function dial(url: URL, signal: AbortSignal): Promise<RtspConnection> {
  const connection = await RtspConnection.open(url, signal);
  try {
    await connection.request('OPTIONS');
    return connection;
  } catch (error) {
    connection[Symbol.dispose]();
    throw error;
  }
}

/**
 * Publishes one video on an RTSP server: ANNOUNCE, SETUP and RECORD of RFC 2326, RTP within the connection. This is no
 * ffmpeg, because every user of the machine could read the password among its arguments, and because it would not tell
 * whether the server takes the video.
 */
export class RtspPublisher {
  readonly format: VideoFormat;
  readonly #connection: RtspConnection;
  readonly #clock: Clock;
  readonly #counters: PublishCounters;
  #packets: RtpPackets | undefined;
  #needsKey = true;
  #reportedAtMs = -Infinity;
  #fullSinceMs: number | undefined;

  private constructor(
    format: VideoFormat,
    connection: RtspConnection,
    clock: Clock,
    counters: PublishCounters,
  ) {
    this.format = format;
    this.#connection = connection;
    this.#clock = clock;
    this.#counters = counters;
  }

  /** Begins on a connection, which it closes where that fails. @throws PublishError */
  static async begin(
    connection: RtspConnection,
    format: VideoFormat,
    parts: { clock: Clock; counters: PublishCounters },
  ): Promise<RtspPublisher> {
    try {
      const description = { 'Content-Type': 'application/sdp' };
      await connection.request('ANNOUNCE', '', description, describeVideo(format.configuration));
      const transport = { Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1;mode=record' };
      await connection.request('SETUP', '/streamid=0', transport);
      await connection.request('RECORD', '', { Range: 'npt=0.000-' });
      return new RtspPublisher(format, connection, parts.clock, parts.counters);
    } catch (error) {
      connection[Symbol.dispose]();
      throw error;
    }
  }

  /** Sends a picture, from the first key frame on. A server that reads too slowly gets no pictures until a later one. */
  send(picture: VideoPicture): void {
    const nowMs = this.#clock.nowMs();
    const isFull = this.#connection.unsentBytes > maxUnsentBytes;
    if (!isFull) this.#fullSinceMs = undefined;
    else if (nowMs - (this.#fullSinceMs ??= nowMs) > standstillMs) return this.#connection[Symbol.dispose]();
    if (isFull || (this.#needsKey && !picture.isKey)) {
      if (this.#packets) this.#counters.skipped++;
      this.#needsKey = true;
      return;
    }
    this.#needsKey = false;
    this.#packets ??= new RtpPackets(picture.capturedAtMs);
    const packets = this.#packets.of(picture);
    this.#counters.pictures++;
    this.#counters.bytes += packets.length;
    this.#connection.send(packets);
    if (nowMs - this.#reportedAtMs < reportIntervalMs) return;
    this.#reportedAtMs = nowMs;
    const at = new Date(this.#clock.now().getTime() - (nowMs - picture.capturedAtMs));
    this.#connection.send(this.#packets.report(picture.capturedAtMs, at));
  }

  /** Settles with the error that ended the connection. */
  ended(): Promise<PublishError> {
    return this.#connection.ended();
  }

  /** Ends the connection at once where pictures wait in it. */
  cut(): void {
    if (this.#connection.unsentBytes > 0) this.#connection[Symbol.dispose]();
  }

  close(): void {
    this.#connection.tearDown();
  }
}
