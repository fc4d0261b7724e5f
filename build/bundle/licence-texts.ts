import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** The names, versions and licences of the packages that these modules are from. */
export function licenceTexts(modules: readonly string[]): string {
  const folders = new Set(modules.filter((path) => path.includes('/node_modules/')).map(packageFolder));
  const texts = [...folders].map(licenceText).sort();
  return `Packages that are in the programs of this folder.\n\n${texts.join('\n')}`;
}

/** The folder of the package that a module belongs to: the nearest one whose package.json has a version. */
function packageFolder(path: string): string {
  const folder = dirname(path);
  return identityOf(folder) ? folder : packageFolder(folder);
}

function identityOf(folder: string): z.infer<typeof packageSchema> | undefined {
  const path = join(folder, 'package.json');
  return existsSync(path) ? packageSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data : undefined;
}

function licenceText(folder: string): string {
  const { name = folder, version = '', license = '' } = identityOf(folder) ?? {};
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.\w+|-\w+)?$/i.test(entry));
  if (file === undefined) throw new Error(`${folder} has no text of its licence, which must be passed on`);
  const text = readFileSync(join(folder, file), 'utf8').trim();
  return `${'-'.repeat(80)}\n${name} ${version}, ${license}\n\n${text}\n`;
}
