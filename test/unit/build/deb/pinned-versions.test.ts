import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TemporaryFolder } from '../../server/config/temporary-folder.ts';

const root = resolve(import.meta.dirname, '../../../..');
const workflows = globSync('.github/workflows/*.yml', { cwd: root });

test('every action of a workflow is pinned by its commit, and says which version that is', () => {
  for (const path of workflows) {
    for (const [line] of readFileSync(join(root, path), 'utf8').matchAll(/uses: .*/g)) {
      expect(line).toMatch(/^uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  }
});

test('a release takes nothing out of a cache that other workflows can write to', () => {
  const release = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8');
  expect(release).not.toMatch(/actions\/cache|^\s+cache:/m);
  expect(release.match(/setup-node@/g)?.length).toBe(release.match(/package-manager-cache: false/g)?.length);
});

describe('pin-versions', () => {
  /** It in a copy of what it pins, with a git and a docker that answer as these words. */
  function pinned(tags: string, digest: string): (path: string) => string {
    using folder = new TemporaryFolder();
    for (const path of ['.github/workflows', 'build/docker', 'build/pin-versions.ts']) {
      cpSync(join(root, path), join(folder.path, path), { recursive: true });
    }
    mkdirSync(join(folder.path, 'bin'));
    for (const [name, words] of Object.entries({ git: tags, docker: digest })) {
      const program = join(folder.path, 'bin', name);
      writeFileSync(program, `#!/bin/sh\nprintf '${words}' | sed "s|TAG|$(printf '%s' "$3" | tr -d '*')|"\n`);
      chmodSync(program, 0o755);
    }
    const env = { ...process.env, PATH: `${folder.path}/bin:${process.env['PATH']}` };
    execFileSync(process.execPath, ['build/pin-versions.ts'], { cwd: folder.path, env, stdio: 'pipe' });
    const paths = [...workflows, 'build/docker/Dockerfile', 'build/docker/compose.yaml'];
    const texts = new Map(paths.map((path) => [path, folder.read(path)]));
    return (path) => texts.get(path) ?? '';
  }
  const commit = 'c'.repeat(40);
  const digest = `sha256:${'d'.repeat(64)}`;
  const annotated = `${'a'.repeat(40)}\\tTAG\\n${commit}\\tTAG^{}\\n`;

  test('writes the commit behind a tag, and the digest of an image', () => {
    const read = pinned(annotated, digest);
    expect(read('.github/workflows/ci.yml')).toContain(`uses: actions/checkout@${commit} # v5.1.0`);
    expect(read('.github/workflows/ci.yml')).toContain(`container: debian:trixie@${digest}\n`);
    expect(read('build/docker/Dockerfile')).toContain(`ARG NODE_IMAGE=node:24-trixie-slim@${digest}\n`);
    expect(read('build/docker/compose.yaml')).toContain(`image: nginx:stable-alpine@${digest}\n`);
    expect(read('build/docker/compose.yaml')).toContain('image: rpicam-kiosk\n');
  });

  test('changes nothing for an answer that is none', () => {
    expect(() => pinned('', digest)).toThrow('has no tag');
    expect(() => pinned(annotated, 'sha256:no')).toThrow('has no digest');
  });
});
