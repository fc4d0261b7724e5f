import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { errorText } from '../contract/error-text.ts';

/** A certificate and its key that fit together, as TLS takes them, and the facts that they state. */
export interface Certificate {
  /** PEM; may hold the certificates of the authorities above it. */
  cert: string;
  /** PEM. */
  key: string;
  /** SHA-256 of the certificate, "AB:CD:…". */
  fingerprint: string;
  validFrom: Date;
  validTo: Date;
  /** Whether it is for this host name or address. */
  covers(name: string): boolean;
}

/** A certificate or key that cannot be used: one line for the user, naming the file. */
export class CertificateError extends Error {}

/** The two PEM texts, each with its file. */
export interface CertificateTexts {
  cert: { file: string; text: string };
  key: { file: string; text: string };
}

/** Reads a certificate and its key. Its dates are not checked. @throws CertificateError */
export function parseCertificate({ cert, key }: CertificateTexts): Certificate {
  const x509 = parse(() => new X509Certificate(cert.text), `${cert.file} holds no certificate in PEM form`);
  const isEncrypted = /ENCRYPTED/.test(key.text);
  const privateKey = parse(
    () => createPrivateKey(key.text),
    isEncrypted
      ? `the key ${key.file} has a passphrase; take it out with: openssl pkey -in OLD -out NEW`
      : `${key.file} holds no private key in PEM form`,
  );
  if (!x509.checkPrivateKey(privateKey)) {
    const hint = "the server's own certificate has to be the first in its file";
    throw new CertificateError(
      `the key ${key.file} does not belong to the certificate ${cert.file} (${hint})`,
    );
  }
  // OpenSSL refuses more than the checks above, e.g. keys that are too short.
  parse(() => createSecureContext({ cert: cert.text, key: key.text }), `${cert.file} cannot be used`);
  return {
    cert: cert.text,
    key: key.text,
    fingerprint: x509.fingerprint256,
    validFrom: new Date(x509.validFrom),
    validTo: new Date(x509.validTo),
    covers: (name) => (isIP(name) ? x509.checkIP(name) : x509.checkHost(name)) !== undefined,
  };
}

function parse<T>(read: () => T, problem: string): T {
  try {
    return read();
  } catch (error) {
    const reason = errorText(error);
    throw new CertificateError(`${problem} (${reason})`, { cause: error });
  }
}
