import { nginxPath, nginxReportSchema, type NginxReport } from '../../../server/contract/nginx.ts';
import { serverPath, serverReportSchema, type ServerReport } from '../../../server/contract/server-report.ts';
import { answerTo } from '../../api.ts';
import { readAnswer } from '../../read-answer.ts';

/** @throws RefusedRequest, UnexpectedAnswer, or what fetch throws; so do the others */
export function readServerReport(): Promise<ServerReport> {
  return readAnswer(answerTo(serverPath), serverReportSchema);
}

export function readNginxReport(): Promise<NginxReport> {
  return readAnswer(answerTo(nginxPath), nginxReportSchema);
}
