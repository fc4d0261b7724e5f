import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../../command-error.ts';
import { run } from '../machine.ts';
import { bundleFiles, type BundleSources } from './bundle-files.ts';
import { knownSecrets } from './known-secrets.ts';
import { redactor } from './redact.ts';

const folderName = 'rpicam-kiosk-support';
const ownerOnly = 0o600;

/**
 * Writes the support archive, a tar.gz that only its owner may read. Every text in it went through the redactor.
 * @returns its path
 * @throws CommandError when it cannot be written
 */
export async function writeBundle(file: string, sources: BundleSources): Promise<string> {
  const secrets = await knownSecrets(sources.dataFolder, sources.env);
  const redact = redactor(secrets);
  const temporary = await mkdtemp(join(tmpdir(), 'rpicam-support-'));
  try {
    const folder = join(temporary, folderName);
    await mkdir(folder);
    for (const { name, text } of await bundleFiles(sources)) {
      await writeFile(join(folder, name), redact(text), { mode: ownerOnly });
    }
    await createForOwner(file);
    // With --force-local, tar does not take a colon in the name for another machine.
    const packed = await run(sources.machine, 'tar', [
      '--force-local',
      '-czf',
      file,
      '-C',
      temporary,
      folderName,
    ]);
    if (packed?.code === 0) return file;
    await rm(file, { force: true });
    throw new CommandError(`cannot write ${file}: ${packed?.stderr.trim() ?? 'tar is not installed'}`);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function createForOwner(file: string): Promise<void> {
  try {
    const handle = await open(file, 'w', ownerOnly);
    await handle.chmod(ownerOnly).finally(() => handle.close());
  } catch (cause) {
    throw new CommandError(`cannot write ${file}: ${(cause as Error).message}`, { cause });
  }
}
