import { readFileText } from '../config/file-text.ts';
import type { Clock } from '../runtime/clock.ts';
import { CertificateError, parseCertificate } from './certificate.ts';
import type { CertificateSource } from './server-tls.ts';

/** The certificate and the key that certbot or a company puts into two PEM files and renews there. */
export function certificateFiles(files: { cert: string; key: string }, clock: Clock): CertificateSource {
  return {
    async load() {
      const certificate = parseCertificate({
        cert: { file: files.cert, text: await read(files.cert) },
        key: { file: files.key, text: await read(files.key) },
      });
      // A certificate that is not valid yet is used too: a Pi has no battery for its clock, and may have started in the
      // past.
      if (certificate.validTo <= clock.now()) {
        const day = certificate.validTo.toISOString().slice(0, 10);
        throw new CertificateError(`the certificate ${files.cert} expired on ${day}; renew it`);
      }
      return certificate;
    },
  };
}

async function read(file: string): Promise<string> {
  const found = await readFileText(file);
  if (found.kind === 'text') return found.text;
  throw new CertificateError(`${file} ${found.kind === 'missing' ? 'cannot be read (ENOENT)' : found.why}`);
}
