export interface Release {
  version: string;
  maintainer: string;
  date: Date;
}

/** Debian's limit for a line. */
const lineWidth = 80;

/** The newest section of CHANGELOG.md in the form of a Debian changelog. @throws when it has no entry */
export function debianChangelog(markdown: string, { version, maintainer, date }: Release): string {
  const [, newest = ''] = markdown.split(/^## .*$/m);
  // Its headings say for whom an entry is; in Debian's list each entry stands for itself.
  const [, ...entries] = newest
    .replaceAll('`', '')
    .replaceAll(/^#+ .*$/gm, '')
    .split(/^- /m);
  if (entries.length === 0) throw new Error('CHANGELOG.md has no entry in its first section');
  const text = entries.map(wrapped).join('\n');
  const day = date.toUTCString().replace('GMT', '+0000');
  return `rpicam-kiosk (${version}) stable; urgency=medium\n\n${text}\n\n -- ${maintainer}  ${day}\n`;
}

function wrapped(entry: string): string {
  const lines = ['  *'];
  for (const word of entry.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1) ?? '';
    if (`${last} ${word}`.length <= lineWidth) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`    ${word}`);
  }
  return lines.join('\n');
}
