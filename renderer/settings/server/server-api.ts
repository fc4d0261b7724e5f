import { nginxPath, nginxReportSchema, type NginxReport } from '../../../server/contract/nginx.ts';
import { serverPath, serverReportSchema, type ServerReport } from '../../../server/contract/server-report.ts';
import type { UploadSettings } from '../../../server/contract/config/upload.ts';
import {
  uploadReportSchema,
  uploadsPath,
  uploadTestSchema,
  type UploadReport,
  type UploadTest,
} from '../../../server/contract/upload.ts';
import { answerTo, send } from '../../api.ts';
import { readAnswer } from '../../read-answer.ts';

/** @throws RefusedRequest, UnexpectedAnswer, or what fetch throws; so do the others */
export function readServerReport(): Promise<ServerReport> {
  return readAnswer(answerTo(serverPath), serverReportSchema);
}

export function readNginxReport(): Promise<NginxReport> {
  return readAnswer(answerTo(nginxPath), nginxReportSchema);
}
export function readUploads(): Promise<UploadReport> {
  return readAnswer(answerTo(uploadsPath), uploadReportSchema);
}

export function retryUploads(): Promise<UploadReport> {
  return readAnswer(send('POST', `${uploadsPath}/retry`), uploadReportSchema);
}

/** The server waits up to 15 seconds for each of two answers of the storage. */
const uploadTestMs = 45_000;

export function testUpload(upload: UploadSettings): Promise<UploadTest> {
  return readAnswer(send('POST', `${uploadsPath}/test`, upload, {}, uploadTestMs), uploadTestSchema);
}
