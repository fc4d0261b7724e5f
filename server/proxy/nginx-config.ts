import { isIP } from 'node:net';
import type { CameraConfig } from '../contract/config/camera.ts';

export interface NginxSites {
  cameras: readonly Pick<CameraConfig, 'id' | 'port'>[];
  /** The address under which nginx reaches this server, see `addressForNginx`. */
  server: string;
  /** Whether this machine has IPv6: without it nginx would not start with an IPv6 address. */
  ipv6: boolean;
  /** Folder (absolute) and name of the JPEG that is shown while this server does not answer. */
  picture: { folder: string; name: string };
}

/** The text of nginx.cameras.conf: one server block for each camera, to be included in nginx's http block. */
export function nginxConfig(sites: NginxSites): string {
  const blocks = sites.cameras.flatMap(({ id, port }) => (port ? [serverBlock(id, port, sites)] : []));
  return [`${head}\n`, ...blocks].join('\n');
}

/** The address under which nginx on the same machine reaches a server that listens on `host`. */
export function addressForNginx(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `127.0.0.1:${port}`;
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Marks a file as written by this program. */
export const generatedMark = 'written by rpicam-kiosk';

const head = `# The cameras' own ports, ${generatedMark} whenever cameras or ports change: do not edit it.
# Include it in nginx's http block, e.g. by a link in /etc/nginx/conf.d, and set "port_mode" to "nginx".`;

/** A camera with few frames an hour is silent for that long. */
const readTimeout = '1h';

function serverBlock(id: string, port: number, { server, ipv6, picture }: NginxSites): string {
  const camera = `http://${server}/cam/${encodeId(id)}`;
  return `server {
    listen ${port};
${ipv6 ? `    listen [::]:${port};\n` : ''}
    proxy_http_version 1.1;
    proxy_buffering off;
    proxy_read_timeout ${readTimeout};
    proxy_set_header Host $http_host;
    proxy_set_header Connection "";
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;

    location / {
        proxy_pass ${camera}/video;
    }
    location /video {
        proxy_pass ${camera}/video;
    }
    location /snapshot {
        proxy_pass ${camera}/snapshot;
    }
${offlineLocation(picture)}}
`;
}

/**
 * Encodes an id for a URL. nginx appends the rest of the path to the URL, so only /, /video, /video.mp4 and /snapshot give
 * a URL that the server knows.
 */
function encodeId(id: string): string {
  return encodeURIComponent(id).replace(
    /[!'()*~]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The status stays that of the failure, so that programs notice it; browsers show the picture all the same. */
function offlineLocation({ folder, name }: NginxSites['picture']): string {
  // In a path, $ begins a variable and cannot be escaped. For such a folder there is no picture.
  if (folder.includes('$')) return '';
  return `
    error_page 502 504 /.server-offline;
    location = /.server-offline {
        internal;
        root ${quoted(folder)};
        try_files /${name} =502;
        types { }
        default_type image/jpeg;
        add_header Cache-Control no-store always;
        add_header X-Placeholder 1 always;
    }
`;
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
