/** Takes the bytes `start` to `end` of `chunk`, whose memory is reused once the call has returned. */
export type ByteSink = (chunk: Buffer, start: number, end: number) => void;
