import { expect, test } from 'vitest';
import { bundledPackages } from '../../../../build/deb/bundled-packages.ts';
import { TemporaryFolder } from '../../server/config/temporary-folder.ts';

function bundled(packages: object): string[] {
  using folder = new TemporaryFolder();
  folder.write(
    'package-lock.json',
    JSON.stringify({ packages: { '': { dependencies: { all: '*' } }, ...packages } }),
  );
  return bundledPackages(folder.path);
}

test('a package is bundled unless one that is kept outside needs it', () => {
  const packages = {
    'node_modules/express': { dependencies: { router: '*', semver: '*' } },
    'node_modules/router': {},
    'node_modules/sharp': {
      dependencies: { semver: '*' },
      optionalDependencies: { '@img/here': '*', other: '*' },
    },
    'node_modules/semver': {},
    'node_modules/@img/here': { dependencies: { deep: '*' } },
    'node_modules/@img/here/node_modules/deep': { dependencies: { far: '*' } },
    'node_modules/deep': {},
    'node_modules/far': {},
  };
  expect(bundled(packages)).toEqual(['express', 'router']);
});

test('what Electron needs to be installed is not in the package, so it keeps nothing there', () => {
  const packages = {
    'node_modules/electron': { dev: true, dependencies: { debug: '*' } },
    'node_modules/debug': {},
    'node_modules/typescript': { dev: true },
  };
  expect(bundled(packages)).toEqual(['debug']);
});
