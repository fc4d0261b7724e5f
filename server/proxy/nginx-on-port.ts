import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readFileText } from '../config/file-text.ts';
import { http } from '../runtime/node-http.ts';
import { generatedMark } from './nginx-config.ts';

const systemFolder = '/etc/nginx';
/** The folders from which Debian's nginx reads its sites. */
const includedFolders = ['conf.d', 'sites-enabled'];
/** nginx is on this machine and answers at once. */
const answerTimeoutMs = 500;
const maxFiles = 64;

/**
 * The advice to a person about an nginx that holds a camera's port; undefined when another program holds it. nginx is
 * recognized by its answer, because only root may know the owner of a socket.
 */
export async function nginxOnPort(port: number, folder = systemFolder): Promise<string | undefined> {
  if (!(await nginxAnswers(port))) return undefined;
  const file = await fileWith(port, folder);
  if (!file) {
    return (
      `nginx has port ${port}. "sudo nginx -T" shows which of its files says "listen ${port}": ` +
      'remove that and reload nginx, or choose another port.'
    );
  }
  const removal = `sudo rm ${file.path} && sudo systemctl reload nginx`;
  if (file.text.includes(generatedMark)) {
    return `nginx has port ${port}, by our file ${file.path}. Set "port_mode" to "nginx", or: ${removal}`;
  }
  if (/proxy_pass\s+http:\/\/[^;]*\/cam\/[^;]*\/video;/.test(file.text)) {
    return `nginx has port ${port}, by ${file.path} that an earlier camera server left. Remove it: ${removal}`;
  }
  return `nginx has port ${port}, by ${file.path}. Take the port out of it and reload nginx, or choose another port.`;
}

/** Whether the answer has the name of nginx, which nginx writes into every answer. */
function nginxAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const ask = http.request({
      ...{ host: '127.0.0.1', port, method: 'HEAD', path: '/', agent: false },
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    ask.on('response', ({ headers }) => {
      resolve(/^(nginx|openresty)\b/i.test(String(headers.server ?? '')));
      ask.destroy();
    });
    // The program speaks another protocol, or does not answer.
    ask.on('error', () => resolve(false));
    ask.on('close', () => resolve(false));
    ask.end();
  });
}

/** The first of nginx's files that listens on the port; undefined when none does, or when it may not be read. */
async function fileWith(port: number, folder: string): Promise<{ path: string; text: string } | undefined> {
  const listens = new RegExp(`^\\s*listen\\s+(?:\\S*:)?${port}\\b`, 'm');
  for (const included of includedFolders) {
    // Without the folder there is no such file.
    const names = await readdir(join(folder, included)).catch(() => []);
    for (const name of names.toSorted().slice(0, maxFiles)) {
      const path = join(folder, included, name);
      // One that may not be read, or leads to nowhere, is none of those that are looked for.
      const file = await readFileText(path);
      if (file.kind === 'text' && listens.test(file.text)) return { path, text: file.text };
    }
  }
  return undefined;
}
