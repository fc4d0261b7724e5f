import type { PackageRequest } from './fpm-arguments.ts';
import type { PackageTree } from './package-tree.ts';

/** The text of DEBIAN/control. */
export function controlText(request: PackageRequest, tree: PackageTree): string {
  const [synopsis = '', ...description] = request.description.split('\n').map((line) => line.trim());
  const fields: [name: string, value: string | undefined][] = [
    ['Package', request.name],
    ['Version', request.version],
    ['Architecture', request.architecture],
    ['Maintainer', request.maintainer],
    ['Installed-Size', String(installedKiB(tree))],
    ...Object.entries(request.relations).map(
      ([name, packages]) => [name, packages.join(', ')] as [string, string],
    ),
    ...Object.entries(request.fields),
    ['Description', [synopsis, ...description.filter(Boolean).map((line) => ` ${line}`)].join('\n')],
  ];
  return fields.map(([name, value]) => `${name}: ${value}\n`).join('');
}

/** The text of DEBIAN/conffiles: everything below /etc, as Debian wants it, and the files of the request. */
export function conffilesText({ conffiles }: PackageRequest, tree: PackageTree): string {
  const below = tree.files.filter(({ path }) => path.startsWith('etc/')).map(({ path }) => `/${path}`);
  return [...new Set([...conffiles, ...below])].map((path) => `${path}\n`).join('');
}

/** Counts like dpkg-gencontrol: each file in whole KiB, and each folder or link as one. */
function installedKiB({ files }: PackageTree): number {
  return files.reduce((sum, { bytes }) => sum + Math.max(1, Math.ceil(bytes / 1024)), 0);
}
