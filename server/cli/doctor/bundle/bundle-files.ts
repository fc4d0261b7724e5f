import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { withoutSecrets } from '../../../config/secrets.ts';
import type { Webhook } from '../../../contract/config/webhook.ts';
import { healthPath } from '../../../contract/health.ts';
import { CommandError, RequestError } from '../../command-error.ts';
import { request } from '../../request.ts';
import type { ServerAddress } from '../../server-address.ts';
import type { Examined } from '../examine.ts';
import { readText, run, type Machine } from '../machine.ts';
import { reportText } from '../report.ts';

export interface BundleSources extends Examined {
  machine: Machine;
  server: ServerAddress;
  env: NodeJS.ProcessEnv;
}

export interface BundleFile {
  name: string;
  text: string;
}

const requestTimeoutMs = 5_000;
const journalLines = '500';
const kernelLines = 300;
const aboutCameras = /usb|uvc|video|voltage|thermal|mmc|ext4|oom|out of memory/i;

/**
 * The files of a support archive. Only the configuration is redacted yet. A file that cannot be made is left out or
 * says why.
 */
export async function bundleFiles(sources: BundleSources): Promise<BundleFile[]> {
  const { machine, findings, reading, env } = sources;
  const logFile = env['LOG_FILE'] ? resolve(env['LOG_FILE']) : sources.logFile;
  const config = reading && withoutSecrets(reading.config);
  const files: [string, string | undefined][] = [
    ['doctor.txt', reportText(findings, false)],
    ['doctor.json', JSON.stringify({ findings }, null, 2)],
    [
      'cameras.json',
      config &&
        JSON.stringify(
          {
            ...config,
            auth: { ...config.auth, username: '***' },
            webhooks: config.webhooks.map(withoutPath),
          },
          null,
          2,
        ),
    ],
    ['health.json', await answer(sources, healthPath)],
    ['metrics.txt', await answer(sources, '/metrics')],
    ['log.txt', logFile && (await fileTail(logFile))],
    [
      'journal.txt',
      await output(machine, 'journalctl', ['--no-pager', '-n', journalLines, '-u', 'rpicam-kiosk*']),
    ],
    ['kernel.txt', kernelMessages(await output(machine, 'dmesg', []))],
    ['v4l2.txt', await v4l2Listing(machine)],
    ['csi.txt', await output(machine, 'rpicam-hello', ['--list-cameras'])],
    ['versions.txt', await versions(machine)],
  ];
  return files.flatMap(([name, text]) => (text ? [{ name, text }] : []));
}

/** The path of a webhook's address is often its password. */
function withoutPath(webhook: Webhook): Webhook {
  return { ...webhook, url: `${new URL(webhook.url).origin}/***` };
}

async function answer({ server }: BundleSources, path: string): Promise<string> {
  try {
    return (await request(server, { path, timeoutMs: requestTimeoutMs })).toString('utf8');
  } catch (error) {
    if (error instanceof RequestError || error instanceof CommandError)
      return `not available: ${error.message}\n`;
    throw error;
  }
}

async function v4l2Listing(machine: Machine): Promise<string | undefined> {
  // A machine without cameras may lack the folder's nodes, never the folder.
  const nodes = (await readdir(join(machine.root, 'dev')).catch(() => [])).filter((name) =>
    /^video\d+$/.test(name),
  );
  const parts = [await output(machine, 'v4l2-ctl', ['--list-devices'])];
  for (const node of nodes) {
    parts.push(
      `== /dev/${node}`,
      await output(machine, 'v4l2-ctl', ['-d', `/dev/${node}`, '--all', '--list-formats-ext']),
    );
  }
  return parts.filter(Boolean).join('\n') || undefined;
}

async function versions(machine: Machine): Promise<string> {
  const parts = [
    `node ${process.version} ${process.arch}`,
    await output(machine, 'uname', ['-a']),
    await readText(machine, 'etc/os-release'),
    await readText(machine, 'proc/device-tree/model'),
    await output(machine, 'ffmpeg', ['-version']),
    await output(machine, 'v4l2-ctl', ['--version']),
    await output(machine, 'rpicam-vid', ['--version']),
    await output(machine, 'nginx', ['-v']),
    await output(machine, 'vcgencmd', ['get_throttled']),
    await output(machine, 'df', ['-h']),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

async function output(machine: Machine, name: string, args: string[]): Promise<string | undefined> {
  const result = await run(machine, name, args);
  return result && (`${result.stdout}${result.stderr}`.trim() || undefined);
}

function kernelMessages(text: string | undefined): string | undefined {
  return text
    ?.split('\n')
    .filter((line) => aboutCameras.test(line))
    .slice(-kernelLines)
    .join('\n');
}

const tailBytes = 256 * 1024;

/** The last lines of a file, 256 KiB at most; undefined where there is none that we may read. */
async function fileTail(path: string): Promise<string | undefined> {
  // Without O_NONBLOCK opening a named pipe would wait for ever.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => undefined);
  if (!file) return undefined;
  try {
    const found = await file.stat();
    if (!found.isFile()) return undefined;
    const from = Math.max(0, found.size - tailBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(tailBytes), 0, tailBytes, from);
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await file.close();
  }
}
