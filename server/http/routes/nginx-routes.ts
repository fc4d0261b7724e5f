import { nginxPath, nginxReportSchema } from '../../contract/nginx.ts';
import type { NginxFile } from '../../proxy/nginx-file.ts';
import { operation, type Operation } from '../operation/operation.ts';

export interface NginxParts {
  nginx: NginxFile;
}

/** `/api/nginx`: the generated configuration, for a person who sets up nginx. */
export function nginxOperations({ nginx }: NginxParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: nginxPath,
      guard: 'admin',
      noStore: true,
      group: 'Configuration',
      summary: 'The file for nginx, whether nginx accepts it, and the commands that put it to use',
      answers: { 200: { description: 'As it was written last', schema: nginxReportSchema } },
      handle(_request, response) {
        response.json(nginx.report);
      },
    }),
  ];
}
