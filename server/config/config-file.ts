import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { PortOptions } from '../contract/config/camera-ports.ts';
import { defaultConfig, type ConfigProblem, type ServerConfig } from '../contract/config/config.ts';
import type { AsideFile } from '../runtime/aside-file.ts';
import { ConfigFileError } from './config-file-error.ts';
import { closedConfig, configText, readConfigText, type ConfigReading } from './config-text.ts';
import { readFileText, type FileText } from './file-text.ts';
import { replaceKept } from './replace-kept.ts';
import { stageFile } from './whole-file.ts';

export const configFileName = 'cameras.json';
/** A copy of the last good content. It is read when the file itself is broken or gone. */
export const lastGoodFileName = 'cameras.json.last-good';

/** The result of reading the configuration of a folder. */
export interface ConfigFileReading extends Omit<ConfigReading, 'state'> {
  /** The state of the file itself. */
  state: ConfigReading['state'] | 'missing';
  /** The origin of `config`. "nowhere": the defaults, or a closed configuration where there should be a file. */
  source: 'file' | 'last-good' | 'nowhere';
  /** The content of the file; undefined when there is no file or it cannot be read. */
  text: string | undefined;
}

/**
 * Reads cameras.json in a folder and changes nothing. Faults of the file are problems, not errors. For a file that
 * cannot be used at all, the last good copy is read, and without a copy the configuration is closed.
 * @throws ConfigFileError when the folder cannot be used
 */
export async function readConfigFile(folder: string, options: PortOptions = {}): Promise<ConfigFileReading> {
  // The slash makes `access` fail for a file of that name.
  await access(`${folder}/`, constants.R_OK | constants.X_OK).catch((error: unknown) => {
    throw ConfigFileError.from(error, folder);
  });
  const file = await readFileText(join(folder, configFileName));
  const text = file.kind === 'text' ? file.text : undefined;
  const reading = readingOf(file, options);
  if (reading && reading.state !== 'broken') return { ...reading, source: 'file', text };

  const state = reading ? 'broken' : 'missing';
  const problems = [...(reading?.problems ?? [])];
  const copy = readingOf(await readFileText(join(folder, lastGoodFileName)), options);
  if (copy && copy.state !== 'broken') {
    problems.push(usingCopy(folder, state));
    return { ...copy, problems, state, source: 'last-good', text };
  }
  if (copy)
    problems.push({ message: `The last good copy cannot be used either: ${join(folder, lastGoodFileName)}` });
  // Without a file, a copy that cannot be used still says that there was a configuration, perhaps with a password.
  const config = reading?.config ?? copy?.config ?? defaultConfig();
  return { config, problems, state, source: 'nowhere', text, portsAssigned: false };
}

/**
 * Writes cameras.json and its last good copy. After a crash at any moment, one of them is whole.
 * @param keepAside sets the old file aside; called when the new content is safe on the disk
 * @returns the text that was written
 * @throws ConfigFileError when it cannot be written; the file is unchanged then
 */
export async function writeConfigFile(
  folder: string,
  config: Readonly<ServerConfig>,
  keepAside: () => Promise<AsideFile | undefined> = () => Promise.resolve(undefined),
): Promise<string> {
  const text = configText(config);
  // Both are on the disk before either is put in its place: a full disk changes nothing.
  const file = await stageFile(join(folder, configFileName), text);
  try {
    const copy = await stageFile(join(folder, lastGoodFileName), text);
    try {
      await replaceKept(keepAside, async () => {
        // The copy first: where the file can only be overwritten in place, the copy is whole meanwhile.
        await copy.commit();
        await file.commit();
      });
    } finally {
      await copy.discard();
    }
  } finally {
    await file.discard();
  }
  return text;
}

function readingOf(file: FileText, options: PortOptions): ConfigReading | undefined {
  switch (file.kind) {
    case 'missing':
      return undefined;
    case 'unusable':
      return closedConfig(`${configFileName} ${file.why}; it cannot be used. ${file.advice}`);
    case 'text': {
      const reading = readConfigText(file.text, options);
      return file.lossy ? { ...reading, problems: [notUtf8, ...reading.problems] } : reading;
    }
  }
}

const notUtf8: ConfigProblem = {
  message: `${configFileName} is not wholly UTF-8: some letters are lost. Save it as UTF-8.`,
};

function usingCopy(folder: string, state: 'missing' | 'broken'): ConfigProblem {
  const copy = join(folder, lastGoodFileName);
  const message =
    state === 'missing'
      ? `${configFileName} is missing; the last good copy is used. To start without cameras, delete ${copy} too.`
      : `The last good copy is used instead: ${copy}`;
  return { message };
}
