import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const headless = resolve(import.meta.dirname, '../../../../../server/headless.ts');
/** Only root may make a network of its own. */
const noNetwork = spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up && curl -V']).status !== 0;

/** In a network of two machines, 10.9.0.1 with the server and 10.9.0.2 which asks. */
const script = String.raw`
  ip link set lo up; ip addr add 10.9.0.1/32 dev lo; ip addr add 10.9.0.2/32 dev lo
  $BEFORE
  "$NODE" "$HEADLESS" --port 8200 --data-dir "$FOLDER" --tls self-signed > "$FOLDER/out" 2>&1 &
  until grep -q 'listens on' "$FOLDER/out"; do kill -0 $! || exit 1; sleep 0.1; done
  ask() { curl -sk --max-time 9 -o /dev/null -w '%{http_code} %{redirect_url}\n' "$@" || true; }
  ask --interface 10.9.0.2 http://10.9.0.1:8200/health?x=1
  ask --interface 10.9.0.2 https://10.9.0.1:8200/health
  ask http://10.9.0.1:8200/health
  ask http://127.0.0.1:8200/health
  ask https://[::1]:8200/health
  kill $!; wait $!; echo $?
`;

function run(before: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'rpicam-network-'));
  try {
    const env = { ...process.env, NODE: process.execPath, HEADLESS: headless, FOLDER: folder };
    const said = execFileSync('unshare', ['-n', 'bash', '-c', script.replace('$BEFORE', before)], { env });
    return said
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.trim());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(noNetwork)('a server with HTTPS', () => {
  test('redirects plain HTTP of other machines, not of its own under any address, on IPv4 and IPv6', () => {
    const redirected = '308 https://10.9.0.1:8200/health?x=1';
    expect(run('')).toEqual([redirected, '200', '200', '200', '200', '0']);
  });

  test('listens on IPv4 where the machine has no IPv6', () => {
    const answers = run('sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.lo.disable_ipv6=1');
    expect(answers.slice(1)).toEqual(['200', '200', '200', '000', '0']);
  });
});
