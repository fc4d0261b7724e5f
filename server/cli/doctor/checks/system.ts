import { arch, release } from 'node:os';
import { ok, problem, warning, type Finding } from '../finding.ts';
import { readText, type Machine } from '../machine.ts';

/** The version that package.json asks for. */
const oldestNode = [20, 19];

/** The machine, its system and its Node. */
export async function checkSystem(machine: Machine): Promise<Finding[]> {
  const model = (await readText(machine, 'proc/device-tree/model')) ?? 'not a Raspberry Pi';
  const system = /^PRETTY_NAME="?([^"\n]*)/m.exec((await readText(machine, 'etc/os-release')) ?? '')?.[1];
  return [
    ok('machine', `${model}, ${system ?? 'unknown system'}, kernel ${release()}`),
    judgeNode(process.versions.node, arch()),
  ];
}

/** @param version e.g. "24.21.0" @param architecture Node's word, e.g. "arm64" */
export function judgeNode(version: string, architecture: string): Finding {
  const message = `${version} for ${architecture}`;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    return problem('node', message, `Install Node ${oldestNode.join('.')} or newer.`);
  }
  if (architecture === 'arm') {
    return warning(
      'node',
      message,
      'A 64-bit system is faster and gets updates; install one where the Pi allows it.',
    );
  }
  return ok('node', message);
}
