import { readSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { closeFd, openFifo } from '../../../../../server/runtime/child/fifo.ts';

test('a pipe carries bytes from its write end to its read end, and waits for none', async () => {
  const { readFd, writeFd } = await openFifo({ nonBlockingWrites: false });
  const buffer = Buffer.alloc(10);
  expect(() => readSync(readFd, buffer)).toThrow('EAGAIN');
  writeSync(writeFd, 'hello');
  expect(buffer.toString('latin1', 0, readSync(readFd, buffer))).toBe('hello');
  closeFd(writeFd);
  closeFd(readFd);
});

test('a full pipe refuses more instead of blocking its writer, when asked to', async () => {
  const { readFd, writeFd } = await openFifo({ nonBlockingWrites: true });
  expect(() => {
    for (;;) writeSync(writeFd, Buffer.alloc(4096));
  }).toThrow('EAGAIN');
  closeFd(writeFd);
  closeFd(readFd);
});
