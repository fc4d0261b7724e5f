import type { Component } from 'svelte';
import type { ConfigDraft } from './config-draft.svelte.ts';

type SectionView = Component<{ draft: ConfigDraft }>;
const views = import.meta.glob<{ default: SectionView }>('./server/**/*Section.svelte');

/** One entry of the page's side list. */
export interface SettingsSection {
  /** What stands in the address: "#network". */
  id: string;
  title: string;
  /** Loaded when it is opened first. Undefined for those that the page shows itself. */
  load?: (() => Promise<{ default: SectionView }>) | undefined;
}

const section = (id: string, title: string, file: string): SettingsSection[] => {
  const load = Object.entries(views).find(([path]) => path.endsWith(`/${file}Section.svelte`))?.[1];
  return load ? [{ id, title, load }] : [];
};

/** In the order shown. */
export const settingsSections: readonly SettingsSection[] = [
  { id: 'cameras', title: 'Cameras' },
  ...section('server', 'Server', 'Server'),
  ...section('network', 'Network & ports', 'Network'),
  ...section('access', 'Access', 'Access'),
  ...section('credentials', 'Links & tokens', 'Credentials'),
  ...section('https', 'HTTPS', 'Https'),
  ...section('logging', 'Logging', 'Logging'),
  ...section('backup', 'Backup', 'Backup'),
  ...section('json', 'Raw JSON', 'RawJson'),
];

/** Only where the server's machine has a screen of its own. */
export const kioskSection: SettingsSection = { id: 'kiosk', title: 'Kiosk' };
