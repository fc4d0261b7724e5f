import { isIP } from 'node:net';
import { join } from 'node:path';
import { readFileText } from '../config/file-text.ts';
import { replaceFile } from '../config/whole-file.ts';
import { errorText } from '../contract/error-text.ts';
import type { Logger } from '../log/logger.ts';
import type { Clock } from '../runtime/clock.ts';
import { parseCertificate, type Certificate } from './certificate.ts';
import { lastingNames } from './own-names.ts';
import type { CertificateSource } from './server-tls.ts';

export interface OwnCertificateParts {
  /** Absolute; holds tls-cert.pem and tls-key.pem. */
  folder: string;
  /** The present host names and addresses of this machine. */
  names: () => string[];
  clock: Clock;
  logger: Logger;
}

/** Certificate and key. */
export const ownCertificateNames = ['tls-cert.pem', 'tls-key.pem'] as const;
const renewBeforeMs = 30 * 86_400_000;

/**
 * A certificate that the server makes for itself and keeps in its data folder. Before it ends, another one is made,
 * with a new key: browsers remember a certificate and not its key, so the old key would save nobody a question. And a
 * key on an old copy of the card is worth nothing after a year.
 */
export function ownCertificate(parts: OwnCertificateParts): CertificateSource {
  const { folder, names, clock, logger } = parts;
  const [cert, key] = ownCertificateNames;
  const files = { cert: join(folder, cert), key: join(folder, key) };
  return {
    async load(occasion) {
      const kept = await readKept(files, logger);
      // While the server runs, a new address is no reason for a new certificate: every browser would ask again whether
      // to trust it.
      const needed = occasion === 'asked' ? lastingNames(names()) : [];
      if (kept && isFresh(kept, clock.now()) && needed.every((name) => kept.covers(name))) return kept;
      const made = await makeCertificate(names(), clock.now());
      await keep(files, made, logger);
      return parseCertificate({
        cert: { file: files.cert, text: made.cert },
        key: { file: files.key, text: made.key },
      });
    },
  };
}

/** A certificate whose time begins in the future was made before the clock was set right. */
function isFresh({ validFrom, validTo }: Certificate, now: Date): boolean {
  return validFrom <= now && validTo.getTime() - now.getTime() >= renewBeforeMs;
}

async function readKept(
  files: { cert: string; key: string },
  logger: Logger,
): Promise<Certificate | undefined> {
  try {
    const [cert, key] = await Promise.all([readPart(files.cert), readPart(files.key)]);
    if (cert === undefined || key === undefined) return undefined;
    return parseCertificate({ cert: { file: files.cert, text: cert }, key: { file: files.key, text: key } });
  } catch (error) {
    const reason = errorText(error);
    logger.warn(`the server's own certificate is made again: ${reason}`);
    return undefined;
  }
}

/** The text of one file; undefined when there is no such file. */
async function readPart(file: string): Promise<string | undefined> {
  const found = await readFileText(file);
  if (found.kind === 'unusable') throw new Error(`${file} ${found.why}`);
  return found.kind === 'text' ? found.text : undefined;
}

/**
 * Two files cannot be replaced at once. If a power cut leaves only one of them new, they do not match, and both are
 * made again.
 */
async function keep(
  files: { cert: string; key: string },
  made: { cert: string; key: string },
  logger: Logger,
): Promise<void> {
  try {
    await replaceFile(files.key, made.key);
    // Everybody may read the certificate, to trust it. Only the server may read the key.
    await replaceFile(files.cert, made.cert, 0o644);
  } catch (error) {
    logger.warn({ err: error }, "the server's own certificate cannot be kept: a restart will make another");
  }
}

const dayMs = 86_400_000;
/** The longest time that browsers accept. */
const validDays = 397;
/** For clients whose clock is a little behind the server's. */
const backdatedDays = 1;

/** Makes a key and a self-signed certificate for `names` (host names and addresses), valid from now on. */
async function makeCertificate(names: string[], now: Date): Promise<{ cert: string; key: string }> {
  // The package is large, so it is loaded only when it is needed, once a year.
  const { generate } = await import('selfsigned');
  const notBeforeDate = new Date(now.getTime() - backdatedDays * dayMs);
  const made = await generate([{ name: 'commonName', value: `rpicam-kiosk ${names[0] ?? ''}`.trim() }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate,
    notAfterDate: new Date(notBeforeDate.getTime() + validDays * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}
