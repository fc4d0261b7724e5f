import { connect } from 'node:net';
import { errorText } from '../../../server/contract/error-text.ts';
import { spread } from '../statistics.ts';
import { HttpResponse } from './http-response.ts';
import { JpegProbe } from './jpeg-probe.ts';
import { monotonicMs } from './monotonic.ts';
import type { SnapshotFigures, SnapshotPlan } from './protocol.ts';
import { requestFor } from './viewer.ts';

const requestTimeoutMs = 10_000;

/** Asks for snapshots, each on a connection of its own, `concurrency` at a time. */
export async function loadSnapshots(plan: SnapshotPlan): Promise<SnapshotFigures> {
  const url = new URL(plan.url);
  const responsesMs: number[] = [];
  const agesMs: number[] = [];
  const failures: Record<string, number> = {};
  let malformed = 0;
  let requestsLeft = plan.requests;
  const startedAtMs = monotonicMs();

  const askOneByOne = async (readBuffer: Buffer): Promise<void> => {
    while (requestsLeft-- > 0) {
      const askedAtMs = monotonicMs();
      try {
        const picture = await snapshot(url, readBuffer);
        const atMs = monotonicMs();
        responsesMs.push(atMs - askedAtMs);
        if (!picture.whole) malformed++;
        if (picture.stamp) agesMs.push(atMs - picture.stamp.capturedAtMs);
      } catch (error) {
        const reason = errorText(error);
        failures[reason] = (failures[reason] ?? 0) + 1;
      }
    }
  };
  await Promise.all(
    Array.from({ length: plan.concurrency }, () => askOneByOne(Buffer.allocUnsafeSlow(64 * 1024))),
  );

  return {
    responseMs: spread(responsesMs),
    ageMs: spread(agesMs),
    requestsPerSecond: responsesMs.length / ((monotonicMs() - startedAtMs) / 1_000),
    malformed,
    failures,
  };
}

function snapshot(url: URL, readBuffer: Buffer): Promise<JpegProbe> {
  return new Promise((resolve, reject) => {
    const picture = new JpegProbe();
    const response = new HttpResponse((head) => {
      if (head.status !== 200) throw new Error(`status ${head.status}`);
      return picture.take;
    });
    const read = (length: number): boolean => {
      try {
        response.take(readBuffer, 0, length);
        if (response.ended) resolve(picture);
      } catch (error) {
        reject(error);
      }
      if (response.ended) socket.destroy();
      return true;
    };
    const socket = connect({
      host: url.hostname,
      port: Number(url.port || 80),
      noDelay: true,
      onread: { buffer: readBuffer, callback: read },
    });
    socket.setTimeout(requestTimeoutMs, () => socket.destroy(new Error('no answer in time')));
    socket.on('connect', () => socket.write(requestFor(url)));
    socket.on('error', reject);
    socket.on('close', () => (picture.byteLength > 0 ? resolve(picture) : reject(new Error('no answer'))));
  });
}
