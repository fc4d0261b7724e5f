/** What fakecam writes into a COM segment of every frame; a server that passes JPEGs through keeps it. */
export interface Stamp {
  sequence: number;
  /** CLOCK_MONOTONIC milliseconds of the camera's own timestamp. */
  capturedAtMs: number;
}

const stampPattern = /seq=(\d{1,15}) mono_ns=(\d{1,20})/;
/** From "FAKECAM" to the last digit of mono_ns. */
const stampBytes = 64;

/** The stamp in the first `length` bytes of a JPEG, if there is one. */
export function readStamp(head: Buffer, length: number): Stamp | undefined {
  const start = head.subarray(0, length).indexOf('FAKECAM cam=', 0, 'latin1');
  if (start < 0) return undefined;
  const [, sequence, monotonicNs] =
    stampPattern.exec(head.toString('latin1', start, start + stampBytes)) ?? [];
  if (sequence === undefined || monotonicNs === undefined) return undefined;
  return { sequence: Number(sequence), capturedAtMs: Number(BigInt(monotonicNs) / 1_000n) / 1e3 };
}
