import { defaultWebhook, hostOf, type Webhook } from '../../../../server/contract/config/webhook.ts';

const secretBytes = 24;

/** A webhook with a free id and a secret of its own. */
export function newWebhook(existing: readonly Webhook[]): Webhook {
  const taken = existing.map(({ id }) => id);
  let number = 1;
  while (taken.includes(`webhook-${number}`)) number++;
  return { ...defaultWebhook(), id: `webhook-${number}`, secret: newSecret() };
}

/** 192 random bits as 32 letters. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(secretBytes));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/** Another address; a host in a private network has to be allowed anew. */
export function withUrl(webhook: Webhook, url: string): Pick<Webhook, 'url' | 'private_host'> {
  const isSame = hostOf(url) === webhook.private_host;
  return { url, private_host: isSame ? webhook.private_host : '' };
}
