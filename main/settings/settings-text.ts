import { parsePasswordHash } from '../../server/contract/config/password-text.ts';
import { unknownPlaces } from '../../server/contract/config/unknown-fields.ts';
import { kioskSettingsSchema, type KioskSettings } from '../../server/contract/kiosk/kiosk.ts';
import { readableFields } from './readable-fields.ts';

export const settingsFileName = 'kiosk.json';

/** The content of kiosk.json. */
export interface StoredSettings {
  settings: KioskSettings;
  /** The hash of the PIN; undefined when no PIN is asked for; `lockedPinHash` when nobody knows the PIN. */
  pinHash: string | undefined;
}

/** A hash that no PIN has: a damaged file must not open a screen that a PIN had closed. */
export const lockedPinHash = 'unknown';

const setAgain = 'set it again in Settings, Kiosk';
const maxProblems = 20;

/** Reads the text of kiosk.json as far as it can be read. @returns one line for each thing that is not used */
export function readSettingsText(text: string): StoredSettings & { problems: string[] } {
  const parsed = parseObject(text);
  const { pin_hash: rawHash = parsed ? null : undefined, ...fields } = parsed ?? salvagedFields(text);
  const { settings, faults } = readableFields(fields);
  const pinHash = readPinHash(rawHash);
  const problems = [
    ...(parsed ? [] : [`${settingsFileName} is damaged: lost settings have their defaults; ${setAgain}`]),
    ...faults.map(({ field, why }) => `${settingsFileName}: ${field} is not used (${why}); ${setAgain}`),
    ...unknownPlaces(fields, settings).map(
      ({ path }) => `${settingsFileName}: nobody knows a field '${path.join('.').slice(0, 64)}'; ${setAgain}`,
    ),
  ];
  return { settings, pinHash, problems: problems.slice(0, maxProblems).map((problem) => `${problem}.`) };
}

/** The object that kiosk.json holds. The hash comes first, so that half a file still has it. */
export function storedFields({ settings, pinHash }: StoredSettings): Record<string, unknown> {
  return { pin_hash: pinHash ?? null, ...settings };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined; // the caller reports it
  }
}

/** Top-level fields have names that no nested field has, so they can be found in any part of a file. */
function salvagedFields(text: string): Record<string, unknown> {
  const names = new Set(['pin_hash', ...Object.keys(kioskSettingsSchema.shape)]);
  const simpleFields = /"(\w{1,32})"\s*:\s*("[^"\\\n]{0,256}"|true|false|null|\d{1,9})(?=\s*[,}\n])/g;
  const found = [...text.matchAll(simpleFields)].filter(([, name = '']) => names.has(name));
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, JSON.parse(value) as unknown]));
}

function readPinHash(raw: unknown): string | undefined {
  if (raw === null) return undefined;
  return typeof raw === 'string' && parsePasswordHash(raw) ? raw : lockedPinHash;
}
