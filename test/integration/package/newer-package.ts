import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes the same package as version 99.0.0 to `target`, with another text in its conffile. */
export function makeNewerPackage(deb: string, target: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'rpicam-newer-'));
  try {
    execFileSync('dpkg-deb', ['--raw-extract', deb, folder]);
    const control = join(folder, 'DEBIAN/control');
    writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*/m, 'Version: 99.0.0'));
    appendFileSync(join(folder, 'etc/default/rpicam-kiosk'), '# new in version 99\n');
    execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '--build', folder, target], {
      stdio: 'ignore',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
