import type { Component } from 'svelte';
import type { ConfigDraft } from './config-draft.svelte.ts';

/** One entry of the list at the side of the settings page. */
export interface SettingsSection {
  /** Its part of the page's address, e.g. "network" in "/settings#network". */
  id: string;
  title: string;
  /** Loads the section's code when it is opened first. Undefined for a section that the page shows itself. */
  load?: () => Promise<{ default: Component<{ draft: ConfigDraft }> }>;
}

/** In the order of the list. */
export const settingsSections: readonly SettingsSection[] = [
  { id: 'cameras', title: 'Cameras' },
  { id: 'server', title: 'Server', load: () => import('./server/ServerSection.svelte') },
  { id: 'events', title: 'Events', load: () => import('./server/events/EventsSection.svelte') },
  { id: 'network', title: 'Network & ports', load: () => import('./server/network/NetworkSection.svelte') },
  { id: 'access', title: 'Access', load: () => import('./server/access/AccessSection.svelte') },
  {
    id: 'credentials',
    title: 'Links & tokens',
    load: () => import('./server/access/CredentialsSection.svelte'),
  },
  { id: 'https', title: 'HTTPS', load: () => import('./server/network/HttpsSection.svelte') },
  { id: 'logging', title: 'Logging', load: () => import('./server/LoggingSection.svelte') },
  { id: 'backup', title: 'Backup', load: () => import('./server/backup/BackupSection.svelte') },
  { id: 'json', title: 'Raw JSON', load: () => import('./server/backup/RawJsonSection.svelte') },
];

/** Is shown only where the server's machine has a screen of its own. */
export const kioskSection: SettingsSection = { id: 'kiosk', title: 'Kiosk' };
