import {
  kioskSettingsSchema,
  type KioskChange,
  type KioskSettings,
} from '../../server/contract/kiosk/kiosk.ts';

/** What is named is changed, to null: back to its default; undefined stays. */
export type SettingsChange = { [Field in keyof KioskChange]: KioskChange[Field] | null };

/** The settings after a change. @throws ZodError where it makes them what they cannot be */
export function changedSettings(current: KioskSettings, change: Omit<SettingsChange, 'pin'>): KioskSettings {
  const named = Object.entries(change).filter(([, value]) => value !== undefined);
  const merged = Object.entries({ ...current, ...Object.fromEntries(named) });
  return kioskSettingsSchema.parse(Object.fromEntries(merged.filter(([, value]) => value !== null)));
}
