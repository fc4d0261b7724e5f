import { createHmac } from 'node:crypto';

/** The value of the signature header. @param nowMs wall clock: the receiver refuses old messages by it */
export function signatureOf(body: Buffer, secret: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1_000);
  const hash = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
  return `t=${seconds},v1=${hash}`;
}
