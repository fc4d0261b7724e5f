import { join } from 'node:path';
import { configFileName, type ConfigFileReading } from '../../../config/config-file.ts';
import { ok, problem, warning, type Finding } from '../finding.ts';

const check = configFileName;

/** The problems of cameras.json, line by line. @param reading undefined where there is no folder for it */
export function checkConfigFile(reading: ConfigFileReading | undefined, folder: string): Finding[] {
  const path = join(folder, configFileName);
  if (!reading) return [ok(check, `no ${path}: the server starts with the cameras that are plugged in`)];
  const { state, config, problems } = reading;
  if (state === 'missing' && problems.length === 0) {
    return [ok(check, `no ${path}: the server starts with the cameras that are plugged in`)];
  }
  const advice = `Correct it in ${path}, or save the settings page once.`;
  const found = problems.map(({ message }) =>
    state === 'good' ? warning(check, message, advice) : problem(check, message, advice),
  );
  return found.length > 0 ? found : [ok(check, `${path} is valid: ${config.cameras.length} cameras`)];
}
