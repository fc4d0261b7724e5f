import { isIP } from 'node:net';

const dayMs = 86_400_000;
/** The longest that browsers accept of anybody. */
const validDays = 397;
/** For clients whose clock is a little behind ours. */
const backdatedDays = 1;

/** Makes a key and a certificate for `names` (host names and addresses) that nobody vouches for, valid from now on. */
export async function makeCertificate(names: string[], now: Date): Promise<{ cert: string; key: string }> {
  // Loaded when it is needed, once a year: it is large.
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
