import type { KeptEvent } from '../../contract/kept-event.ts';
import type { Webhook } from '../../contract/config/webhook.ts';
import { deliveryHeader, signatureHeader, type WebhookMessage } from '../../contract/webhook.ts';
import { isWithdrawn, type Withdrawable } from '../../runtime/withdrawn.ts';
import { signatureOf } from './signature.ts';
import { WebhookError } from './webhook-error.ts';

/** What a message tells beside the event. */
export interface Surroundings {
  cameraName: (camera: string) => string;
  /** Of this server, e.g. "http://192.168.1.5:8000"; undefined: other machines cannot reach it. */
  baseUrl: () => string | undefined;
  version: string;
}

/** A copy of a JPEG; once it is withdrawn, it is left out. */
export interface AttachedPicture extends Withdrawable {
  jpeg: Buffer;
}

/** A message on its way. */
export interface Delivery {
  id: string;
  type: WebhookMessage['type'];
  event: KeptEvent;
  /** A JPEG that was taken when the event came. */
  picture: AttachedPicture | undefined;
}

/** The bytes and headers of a message. @throws WebhookError for a webhook that has to sign and has no secret */
export function signedMessage(
  delivery: Delivery,
  webhook: Webhook,
  surroundings: Surroundings,
  nowMs: number,
): { body: Buffer; headers: Record<string, string> } {
  if (webhook.sign && webhook.secret === '') throw new WebhookError('no-secret', '');
  const body = Buffer.from(JSON.stringify(messageOf(delivery, webhook, surroundings)));
  const headers = {
    'Content-Type': 'application/json',
    'User-Agent': `rpicam-kiosk/${surroundings.version}`,
    [deliveryHeader]: delivery.id,
    ...(webhook.sign && { [signatureHeader]: signatureOf(body, webhook.secret, nowMs) }),
  };
  return { body, headers };
}

function messageOf(
  { id, type, event, picture }: Delivery,
  webhook: Webhook,
  { cameraName, baseUrl, version }: Surroundings,
): WebhookMessage {
  const time = new Date(event.at_ms).toISOString();
  const base = baseUrl();
  const camera = encodeURIComponent(event.camera);
  return {
    type,
    delivery: id,
    event: {
      ...{ id: event.id, camera: event.camera, camera_name: cameraName(event.camera) },
      ...{ source: event.source, name: event.name, text: event.text },
      ...{ time, at_ms: event.at_ms, annotations: event.annotations },
    },
    links: {
      recordings: base === undefined ? null : `${base}/recordings?camera=${camera}&at=${time}`,
      snapshot: base === undefined || webhook.picture !== 'link' ? null : `${base}/cam/${camera}/snapshot`,
    },
    picture:
      picture && !isWithdrawn(picture) && webhook.picture === 'attached'
        ? { media_type: 'image/jpeg', base64: picture.jpeg.toString('base64') }
        : null,
    sender: `rpicam-kiosk ${version}`,
  };
}
