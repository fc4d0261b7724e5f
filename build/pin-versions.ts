/**
 * Pins what the workflows and the Docker image are made of, so that a tag that is moved changes nothing here:
 * `node build/pin-versions.ts` asks GitHub (git) and the registry (docker buildx) and writes the files. Actions become
 * "@<commit> # <tag>", images "<name>:<tag>@<digest>". Run it again to take newer builds of the same tags.
 */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const workflows = globSync('.github/workflows/*.yml', { cwd: root });

for (const path of workflows) replaceIn(path, /uses: ([\w-]+\/[\w-]+)@(\S+)(?: # (\S+))?/g, pinAction);
for (const path of workflows) replaceIn(path, /(container: )([\w/-]+:[\w.-]+)(?:@\S+)?/g, pinImage);
replaceIn('build/docker/Dockerfile', /(ARG NODE_IMAGE=)([\w/-]+:[\w.-]+)(?:@\S+)?/g, pinImage);
replaceIn('build/docker/compose.yaml', /(image: )(nginx:[\w.-]+)(?:@\S+)?/g, pinImage);

function replaceIn(path: string, pattern: RegExp, pin: (...groups: string[]) => string): void {
  const before = readFileSync(join(root, path), 'utf8');
  const after = before.replace(pattern, (_match, ...groups: string[]) => pin(...groups));
  if (after === before) return;
  writeFileSync(join(root, path), after);
  console.log(`${path} is pinned anew`);
}

function pinAction(name = '', ref = '', noted?: string): string {
  const tag = noted ?? ref;
  const tags = execFileSync('git', ['ls-remote', `https://github.com/${name}`, `refs/tags/${tag}*`], {
    encoding: 'utf8',
  });
  // An annotated tag is an object of its own; the commit that it names has "^{}" behind it.
  const commits = new Map(tags.split('\n').map((line) => line.split('\t').reverse() as [string, string]));
  const commit = commits.get(`refs/tags/${tag}^{}`) ?? commits.get(`refs/tags/${tag}`);
  if (!commit || !/^[0-9a-f]{40}$/.test(commit)) throw new Error(`${name} has no tag ${tag}`);
  return `uses: ${name}@${commit} # ${tag}`;
}

function pinImage(before = '', image = ''): string {
  const format = '{{.Manifest.Digest}}';
  // That of the list for all architectures: the image is built for two.
  const inspect = ['buildx', 'imagetools', 'inspect', image, '--format', format];
  const digest = execFileSync('docker', inspect, { encoding: 'utf8' }).trim();
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`${image} has no digest: ${digest}`);
  return `${before}${image}@${digest}`;
}
