type Redact = (text: string) => string;

const percentRun = /[^\s"'<>]*%[0-9a-f]{2}[^\s"'<>]*/gi;
/** The shortest that may hold a login: three letters, a colon and as many again. */
const base64Run = /[A-Za-z0-9+/_-]{10,}={0,2}/g;
const unprintable = /[\p{Cc}\uFFFD]/u;
const spaces = /[\t\n\r]/g;
/** A user name and a password, as a Basic login is before it is encoded. */
const login = /^[^\s:/]{1,64}:\S{1,200}$/;

/**
 * Takes out what is a secret only when it is decoded, in percent escapes or Base64, also one in the other.
 * @param redact takes secrets out of plain text
 */
export function redactEncoded(text: string, redact: Redact, hidden: string): string {
  return text
    .replace(percentRun, (run) => {
      const plain = percentDecoded(run);
      const clean = redact(plain);
      return clean === plain ? run : clean;
    })
    .replace(base64Run, (run) => {
      const plain = Buffer.from(run, 'base64').toString('utf8');
      // What was no Base64 becomes bytes that are no text.
      if (plain.length < 3 || unprintable.test(plain.replace(spaces, ' '))) return run;
      return login.test(plain) || redact(plain) !== plain ? hidden : run;
    });
}

function percentDecoded(text: string): string {
  // Byte by byte: one broken escape must not keep the rest hidden from us.
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
