/**
 * `node build/pin-versions.ts` pins the actions of the workflows and the base images of Docker, so that they do not
 * change when somebody moves a tag. It asks GitHub (git) and the registry (docker buildx), and writes the files. An
 * action becomes "@<commit> # <tag>", an image "<name>:<tag>@<digest>". Run it again to take newer builds of the same
 * tags.
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
  console.log(`${path} is pinned again`);
}

function pinAction(name = '', ref = '', noted?: string): string {
  const tag = noted ?? ref;
  const tags = execFileSync('git', ['ls-remote', `https://github.com/${name}`, `refs/tags/${tag}*`], {
    encoding: 'utf8',
  });
  // An annotated tag is a separate object. The line of its commit ends in "^{}".
  const commits = new Map(tags.split('\n').map((line) => line.split('\t').reverse() as [string, string]));
  const commit = commits.get(`refs/tags/${tag}^{}`) ?? commits.get(`refs/tags/${tag}`);
  if (!commit || !/^[0-9a-f]{40}$/.test(commit)) throw new Error(`${name} has no tag ${tag}`);
  return `uses: ${name}@${commit} # ${tag}`;
}

function pinImage(before = '', image = ''): string {
  const format = '{{.Manifest.Digest}}';
  // The digest of the list for all architectures, because the image is built for two.
  const inspect = ['buildx', 'imagetools', 'inspect', image, '--format', format];
  const digest = execFileSync('docker', inspect, { encoding: 'utf8' }).trim();
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`${image} has no digest: ${digest}`);
  return `${before}${image}@${digest}`;
}
