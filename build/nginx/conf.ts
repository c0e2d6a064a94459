import type { ResolvedConfig } from '../config/edge-config.js';
import { version } from '../host/packages.js';
import { usualPattern } from './usual.js';

/** What a server of nginx is, beside the configuration of the gate. */
export interface ServerOptions {
  /** The one host name that it answers. */
  readonly serverName: string;
  /** The folder with the files of the site. */
  readonly root: string;
  /** The URL of the backend. Default: none. */
  readonly backend?: string | undefined;
  /** The paths of the backend: exact, or prefixes that end in `*`. */
  readonly backendPaths: readonly string[];
  /**
   * The addresses that it listens on. Default: every one, port 443 with TLS, and 80 with a redirect
   * there.
   */
  readonly listen?: Listen | undefined;
}

/** The two files of directives. */
export interface ConfFiles {
  /** The text of `spa-auth.conf`. */
  readonly conf: string;
  /** The text of `proxy.conf`, which is for every location that passes requests on. */
  readonly proxy: string;
}

/** An address such as `127.0.0.1:8443`. */
export interface Listen {
  readonly address: string;
  readonly tls: boolean;
}

/** The folder beside nginx.conf that has the module, the secret and the certificate. */
const FOLDER = 'spa-auth';

/** Where `verdict` sends what it refuses. No viewer reaches the location: it is internal. */
const REFUSAL = '/spa-auth-refusal';

/** Writes the directives: one file for the `http` block, and one that it includes. */
export function formatConf(config: ResolvedConfig, options: ServerOptions): ConfFiles {
  return { conf: formatServer(config, options), proxy: formatProxy(config, options) };
}

/**
 * The gate is a directive of the server, not of a location, so it covers every location, those that
 * the owner adds included. nginx gives an empty text for a variable whose function has failed, so
 * only two texts open it.
 */
function formatServer(config: ResolvedConfig, options: ServerOptions): string {
  const { serverName, root, listen, backend, backendPaths } = options;
  const page = config.spaFallback;
  const isTls = listen?.tls ?? true;
  const name = quote(serverName);
  return `# pocket-spa-auth ${version}. The next build replaces this file.

js_import spa_auth from ${FOLDER}/spa-auth.js;
js_set $spa_auth spa_auth.verdict;

# Only the master reads this file, as root: js_var $spa_auth_secret "…";
include ${FOLDER}/secret.conf;

map $spa_auth $spa_auth_is_refused { default 1; as-sent 0; page 0; }
${formatUsual(config)}${formatCutOffs(config)}${UPGRADE}${config.identityHeader ? 'js_var $spa_auth_user;\n' : ''}
${listen ? '' : formatRedirect(serverName)}server {
${(listen ? [listen.address] : ['443', '[::]:443']).map((address) => `  listen ${address}${isTls ? ' ssl http2' : ''};`).join('\n')}
  server_name ${name};
${isTls ? TLS : ''}  root ${quote(root)};
  absolute_redirect off;
  server_tokens off;
  add_header Cache-Control "private, no-cache";

  # A login on another host gets this one's name in "next".
  if ($host != ${name}) { return 421; }
  if ($spa_auth_is_refused) { rewrite ^ ${REFUSAL} last; }
${page === false ? '' : `  if ($spa_auth = page) { rewrite ^ ${quote(page)}; }\n`}
  location = ${REFUSAL} {
    internal;
    js_content spa_auth.refuse;
  }
${backendPaths.includes('/*') ? '' : '  location / { try_files $uri =404; }\n'}
  # Any backend's locations inherit these headers. One with a proxy_set_header of its own inherits
  # none, and has to include the file again.
  include ${FOLDER}/proxy.conf;
${backend === undefined ? '' : formatLocations(backend, backendPaths)}
  # Your own locations. They are behind the gate.
  include ${FOLDER}/locations/*.conf;
}
`;
}

const TLS = `  ssl_certificate ${FOLDER}/cert.pem;
  ssl_certificate_key ${FOLDER}/key.pem;
  ssl_protocols TLSv1.2 TLSv1.3;
  add_header Strict-Transport-Security "max-age=31536000" always;
`;

function formatRedirect(serverName: string): string {
  return `server {
  listen 80;
  listen [::]:80;
  server_name ${quote(serverName)};
  server_tokens off;
  return 308 "https://${serverName}$request_uri";
}

`;
}

/**
 * What nginx reads for the module, with fewer instructions. With an identity header the module
 * needs all headers. A long name would make the expression too large for PCRE.
 */
function formatUsual({ cookieName, identityHeader }: ResolvedConfig): string {
  if (identityHeader || cookieName.length > 128) {
    return '';
  }
  return `
# A usual token. The module checks its MAC and expiry, and reads any other request itself.
map "$request_uri $http_cookie" $spa_auth_usual_mac {
  default "";
  ${quote(`~${usualPattern(cookieName)}`)} $spa_auth_mac;
}
`;
}

function formatCutOffs({ revocation }: ResolvedConfig): string {
  if (!revocation) {
    return '';
  }
  return `
# A line for each user: the first 40 digits of the id's SHA-256, and the cut-off: 0123… 1800604800;
# For everybody: everybody 1800604800;
js_var $spa_auth_key;
map $spa_auth_key $spa_auth_cut_off { volatile; default "no entry"; include ${FOLDER}/cut-offs.conf; }
`;
}

/** Any other protocol than WebSocket would open a tunnel that the gate does not see into. */
const UPGRADE = `map $http_upgrade $spa_auth_upgrade { default ""; websocket websocket; }
map $http_upgrade $spa_auth_connection { default ""; websocket upgrade; }
`;

/** Headers that a server in front sets, and that a viewer could therefore forge. Empty removes. */
const FORWARDED: readonly [name: string, value: string][] = [
  ['X-Forwarded-For', '$remote_addr'],
  ['X-Forwarded-Proto', '$scheme'],
  ['X-Real-IP', '$remote_addr'],
  // A backend writes it into its log.
  ['X-Request-ID', '$request_id'],
  ...[
    'Forwarded',
    'Proxy',
    'X-Client-IP',
    'X-Forwarded-Port',
    'X-Forwarded-Prefix',
    'X-Forwarded-Server',
    'X-Forwarded-Ssl',
    'X-Forwarded-User',
    'X-Original-URL',
    'X-Remote-User',
    'X-Rewrite-URL',
    'CloudFront-Viewer-Address',
    'CF-Connecting-IP',
    'Remote-User',
    'True-Client-IP',
    'X-Auth-Request-Email',
    'X-Auth-Request-User',
    'X-Cluster-Client-IP',
    'X-Forwarded-Email',
    'X-Forwarded-Groups',
    'X-Forwarded-Protocol',
    'X-Forwarded-Scheme',
    'X-Original-URI',
  ].map((name): [string, string] => [name, '']),
];

/**
 * What a backend gets from nginx. Without it, a location that only has a `proxy_pass` would pass on
 * the viewer's copies, that of the identity header included.
 */
function formatProxy(
  { identityHeader }: ResolvedConfig,
  { serverName, listen }: ServerOptions,
): string {
  const isTls = listen?.tls ?? true;
  const port = listen?.address.split(':').at(-1) ?? '443';
  const isUsual = port === (isTls ? '443' : '80');
  const host = isUsual ? serverName : `${serverName}:${port}`;
  const headers: [string, string][] = [
    ['Host', host],
    ['X-Forwarded-Host', host],
    ['Upgrade', '$spa_auth_upgrade'],
    ['Connection', '$spa_auth_connection'],
    ...FORWARDED,
    ...(identityHeader ? listIdentityHeaders(identityHeader) : []),
  ];
  const lines = [
    `# pocket-spa-auth ${version}. The next build replaces this file.`,
    'proxy_http_version 1.1;',
    'proxy_redirect off;',
    'proxy_read_timeout 600s;',
    'proxy_ssl_server_name on;',
    ...headers.map(([name, value]) => `proxy_set_header ${name} ${quote(value)};`),
  ];
  return `${lines.join('\n')}\n`;
}

function formatLocations(backend: string, backendPaths: readonly string[]): string {
  const locations = backendPaths.map((path) => {
    const modifier = path.endsWith('*') ? '^~' : '=';
    return `  location ${modifier} ${quote(decodePath(path.replace(/\*$/, '')))} { proxy_pass ${backend}; }\n`;
  });
  return [...new Set(locations)].join('');
}

/** The verified user, and the one other spelling that nginx passes on: that with "-" alone. */
function listIdentityHeaders(name: string): [string, string][] {
  const hyphenated = name.replace(/[^a-z\d]/gi, '-');
  return [
    [name, '$spa_auth_user'],
    ...(hyphenated === name ? [] : [[hyphenated, ''] as [string, string]]),
  ];
}

/** nginx compares locations with the decoded path. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** A parameter in quotes. */
function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
