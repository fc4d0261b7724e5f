import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { UploadSettings } from '../../contract/config/upload.ts';
import type { UploadTest } from '../../contract/upload.ts';
import type { Clock } from '../../runtime/clock.ts';
import { withinIdleLimit } from './idle-limit.ts';
import { ObjectStore } from './object-store.ts';
import type { SentPart } from './segment-part.ts';
import { uploadError } from './upload-error.ts';

const testMs = 15_000;

/** Writes a tiny object, and removes it. @throws the reason of `signal` */
export async function testTarget(
  settings: UploadSettings,
  clock: Clock,
  signal: AbortSignal,
): Promise<UploadTest> {
  const store = new ObjectStore(settings);
  const key = `${settings.prefix === '' ? '' : `${settings.prefix}/`}rpicam-kiosk-test.txt`;
  const within = (act: (signal: AbortSignal) => Promise<void>) =>
    withinIdleLimit({ clock, idleMs: testMs }, signal, act);
  try {
    await within((running) => store.put(key, textPart('It may be removed.\n'), {}, running));
    const notice = await within((running) => store.remove(key, running)).then(
      () => null,
      (error: unknown) => {
        signal.throwIfAborted();
        return `The test object ${key} stays: it cannot be removed. ${uploadError(error).message}`;
      },
    );
    return { ok: true, problem: null, notice };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, problem: uploadError(error).problem, notice: null };
  } finally {
    await store.close();
  }
}

function textPart(text: string): SentPart {
  const bytes = Buffer.from(text);
  return {
    bytes: bytes.length,
    md5: createHash('md5').update(bytes).digest(),
    sha256: createHash('sha256').update(bytes).digest(),
    stream: () => Readable.from([bytes], { objectMode: false }),
  };
}
