import type { AuthConfig } from '../../../../server/contract/config/config.ts';

/** What may lock people out or give the password away when `auth` is saved; one line each. */
export function lockOutWarnings(
  auth: AuthConfig,
  { wasEnabled, secure }: { wasEnabled: boolean; secure: boolean },
): string[] {
  if (!auth.enabled) return [];
  const warnings: string[] = [];
  if (auth.username.trim() === '') warnings.push('Choose a user name: without one nobody could log in.');
  if (!wasEnabled && auth.password === '') {
    warnings.push('Choose a password: without one nobody could log in, and the server refuses to save.');
  }
  if (auth.password !== '' && !secure) {
    warnings.push(
      'This page came by plain HTTP: who listens on the network can read the password, now and at every login. Switch HTTPS on first.',
    );
  }
  return warnings;
}
