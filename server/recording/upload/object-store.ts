import type { Readable } from 'node:stream';
import type * as S3 from '@aws-sdk/client-s3';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import type { UploadSettings } from '../../contract/config/upload.ts';
import type { SentPart } from './segment-part.ts';
import { UploadError, uploadError } from './upload-error.ts';

/** Where an upload goes. */
export type UploadTarget = Pick<
  UploadSettings,
  'endpoint' | 'region' | 'bucket' | 'access_key_id' | 'secret_access_key' | 'path_style'
>;

/** Shown with an object. Only ASCII, as HTTP wants it. */
export type ObjectMetadata = Record<string, string>;

export interface FinishedPart {
  number: number;
  etag: string;
}

interface SentBody {
  Body: Readable;
  ContentLength: number;
  ContentMD5: string;
}

const mediaType = 'video/x-matroska';
const connectMs = 10_000;
const leastAskedBytes = 32 * 1024;

/**
 * Objects in a bucket of S3-compatible storage. Nothing is listed: a key may not be allowed to. Redirects are not followed,
 * so the key is used with no other server than the one that was entered. All methods throw UploadError.
 */
export class ObjectStore {
  readonly #target: UploadTarget;
  /** SHA-256 of the bodies that are sent, in hexadecimal. */
  readonly #hashes = new WeakMap<object, string>();
  #opened: Promise<{ client: S3Client; s3: typeof S3 }> | undefined;

  constructor(target: UploadTarget) {
    this.#target = target;
  }

  async put(key: string, part: SentPart, metadata: ObjectMetadata, signal: AbortSignal): Promise<void> {
    const { client, s3 } = await this.#open();
    const answer = await this.#sendBody(part, signal, (body, sending) => {
      const input = { ...this.#at(key), ...body, ContentType: mediaType, Metadata: metadata };
      return named(client.send(new s3.PutObjectCommand(input), { abortSignal: sending }), sending);
    });
    checkEtag(answer, part.md5.toString('hex'));
  }

  /** Begins an object of several parts. Its upload id. */
  async begin(key: string, metadata: ObjectMetadata, signal: AbortSignal): Promise<string> {
    const { client, s3 } = await this.#open();
    const command = new s3.CreateMultipartUploadCommand({
      ...this.#at(key),
      ContentType: mediaType,
      Metadata: metadata,
    });
    const { UploadId: uploadId } = await named(client.send(command, { abortSignal: signal }), signal);
    if (!uploadId) throw new UploadError('refused', 'it gives no id for an upload in parts');
    return uploadId;
  }

  async putPart(
    key: string,
    { uploadId, number, part }: { uploadId: string; number: number; part: SentPart },
    signal: AbortSignal,
  ): Promise<FinishedPart> {
    const { client, s3 } = await this.#open();
    const answer = await this.#sendBody(part, signal, (body, sending) => {
      const input = { ...this.#at(key), ...body, UploadId: uploadId, PartNumber: number };
      return named(client.send(new s3.UploadPartCommand(input), { abortSignal: sending }), sending);
    });
    checkEtag(answer, part.md5.toString('hex'));
    if (!answer.ETag) throw new UploadError('refused', 'it gives no ETag for a part');
    return { number, etag: answer.ETag };
  }

  /** Joins the parts. "unknown": the storage has no such upload, or no longer. */
  async finish(
    key: string,
    uploadId: string,
    parts: readonly FinishedPart[],
    signal: AbortSignal,
  ): Promise<'joined' | 'unknown'> {
    const { client, s3 } = await this.#open();
    const command = new s3.CompleteMultipartUploadCommand({
      ...this.#at(key),
      UploadId: uploadId,
      MultipartUpload: { Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) },
    });
    return known(client.send(command, { abortSignal: signal }), signal);
  }

  /** Gives up an object of several parts, so that the storage keeps nothing of it. */
  async abort(key: string, uploadId: string, signal: AbortSignal): Promise<void> {
    const { client, s3 } = await this.#open();
    const command = new s3.AbortMultipartUploadCommand({ ...this.#at(key), UploadId: uploadId });
    await known(client.send(command, { abortSignal: signal }), signal);
  }

  /** Bytes of an object; undefined: there is none. */
  async sizeOf(key: string, signal: AbortSignal): Promise<number | undefined> {
    const { client, s3 } = await this.#open();
    try {
      const command = new s3.HeadObjectCommand(this.#at(key));
      const { ContentLength: bytes } = await client.send(command, { abortSignal: signal });
      return bytes;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Error && ['NotFound', 'NoSuchKey'].includes(error.name)) return undefined;
      throw uploadError(error);
    }
  }

  async remove(key: string, signal: AbortSignal): Promise<void> {
    const { client, s3 } = await this.#open();
    const command = new s3.DeleteObjectCommand(this.#at(key));
    await named(client.send(command, { abortSignal: signal }), signal);
  }

  /** Closes its connections. */
  async close(): Promise<void> {
    const opened = await this.#opened;
    opened?.client.destroy();
  }

  /** The client needs 90 ms and 35 MB, so it is loaded when something is uploaded for the first time. */
  #open() {
    return (this.#opened ??= import('@aws-sdk/client-s3').then((s3) => {
      const client = new s3.S3Client(clientConfig(this.#target));
      const sign = <Args extends { request?: unknown }, T>(next: (args: Args) => T) => {
        return (args: Args) => {
          signBody(args.request, this.#hashes);
          return next(args);
        };
      };
      client.middlewareStack.add(sign, { step: 'build', name: 'signBody' });
      return { client, s3 };
    }));
  }

  async #sendBody<T>(
    part: SentPart,
    signal: AbortSignal,
    send: (body: SentBody, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const stream = part.stream();
    const broken = new AbortController();
    // The client would wait for ever for the rest of a body that cannot be read.
    stream.on('error', (error) => broken.abort(error));
    this.#hashes.set(stream, part.sha256.toString('hex'));
    const body = { Body: stream, ContentLength: part.bytes, ContentMD5: part.md5.toString('base64') };
    try {
      return await send(body, AbortSignal.any([signal, broken.signal]));
    } finally {
      stream.destroy();
    }
  }

  #at(key: string) {
    return { Bucket: this.#target.bucket, Key: key };
  }
}

function clientConfig(target: UploadTarget): S3ClientConfig {
  return {
    endpoint: target.endpoint,
    region: target.region,
    forcePathStyle: target.path_style,
    credentials: { accessKeyId: target.access_key_id, secretAccessKey: target.secret_access_key },
    // The wait between tries is ours.
    maxAttempts: 1,
    // A storage that refuses says so before the body is sent: its answer would be lost with the connection.
    expectContinueHeader: leastAskedBytes,
    // Older servers do not know the checksums that the client would add; each body has its SHA-256 in its signature.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: connectMs },
    // It would write to the console; what it throws says it all.
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  };
}

/** Signs the checksum of a body, where the client by itself would say that a stream has none. */
function signBody(request: unknown, hashes: WeakMap<object, string>): void {
  if (typeof request !== 'object' || request === null || !('body' in request && 'headers' in request)) return;
  const { body, headers } = request;
  const hash = typeof body === 'object' && body !== null ? hashes.get(body) : undefined;
  if (hash !== undefined && isRecord(headers)) headers['x-amz-content-sha256'] = hash;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** S3's ETag of a body is its MD5, but not where the storage encrypts with keys of its own. */
function checkEtag(
  { ETag: etag = '', ServerSideEncryption: encryption }: { ETag?: string; ServerSideEncryption?: string },
  md5: string,
): void {
  const plain = etag.replaceAll('"', '').toLowerCase();
  const isComparable = /^[0-9a-f]{32}$/.test(plain) && (encryption === undefined || encryption === 'AES256');
  if (isComparable && plain !== md5) throw new UploadError('checksum', `its ETag is ${plain}, not ${md5}`);
}

/** @throws UploadError; the reason of `signal` when that aborted */
async function named<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    signal.throwIfAborted();
    throw uploadError(error);
  }
}

async function known(answer: Promise<unknown>, signal: AbortSignal): Promise<'joined' | 'unknown'> {
  try {
    await answer;
    return 'joined';
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && error.name === 'NoSuchUpload') return 'unknown';
    throw uploadError(error);
  }
}
