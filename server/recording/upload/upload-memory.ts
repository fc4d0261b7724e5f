import { z } from 'zod';

/** An upload in parts that was begun: all that is needed to go on with it after a restart. */
export const begunUploadSchema = z.object({
  endpoint: z.string(),
  bucket: z.string(),
  key: z.string(),
  uploadId: z.string(),
  /** Of the file; another size is another file. */
  bytes: z.number().int().positive(),
  partBytes: z.number().int().positive(),
  /** The parts that the storage has, from the first on. */
  parts: z.array(z.object({ number: z.number().int(), etag: z.string() })).max(10_000),
});
export type BegunUpload = z.infer<typeof begunUploadSchema>;

/** Keeps the one upload that was begun, outside of the recordings' disk. */
export interface UploadMemory {
  /** Undefined: none was begun. */
  read(): Promise<BegunUpload | undefined>;
  write(begun: BegunUpload | undefined): Promise<void>;
}
