import type { AuthConfig } from '../../../../server/contract/config/config.ts';

/** Warnings, before `auth` is saved, that it may lock people out or reveal the password; one line each. */
export function lockOutWarnings(
  auth: AuthConfig,
  { wasEnabled, secure }: { wasEnabled: boolean; secure: boolean },
): string[] {
  if (!auth.enabled) return [];
  const warnings: string[] = [];
  if (auth.username.trim() === '') warnings.push('Choose a user name. Without one, nobody can log in.');
  if (!wasEnabled && auth.password === '') {
    warnings.push('Choose a password. Without one, nobody can log in, and the server refuses to save.');
  }
  if (auth.password !== '' && !secure) {
    warnings.push(
      'This page uses plain HTTP. Other people on the network can read the password, now and at every login. Switch HTTPS on first.',
    );
  }
  return warnings;
}
