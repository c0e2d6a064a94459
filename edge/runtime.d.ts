/** The part of the CloudFront Functions runtime that the function uses. */

interface Item {
  value: string;
  /** Present if the viewer repeated the name; its first entry repeats `value`. */
  multiValue?: Item[];
}

interface Items {
  [name: string]: Item;
}

/** CloudFront does not promise that `querystring`, `headers` and `cookies` are present. */
interface ViewerRequest {
  method: string;
  uri: string;
  querystring?: Items;
  headers?: Items;
  cookies?: Items;
  /** Runtime 2.0 only. Without the "?"; undefined if the URL has no query. */
  rawQueryString?(): string | undefined;
}

interface ViewerRequestEvent {
  request: ViewerRequest;
}

interface ResponseCookie {
  value: string;
  attributes: string;
}

interface GeneratedResponse {
  statusCode: number;
  headers: { [name: string]: { value: string } };
  cookies?: { [name: string]: ResponseCookie };
  body?: string | undefined;
}

type Output = ViewerRequest | GeneratedResponse;

/** The bytes of a secret: a byte string on runtime 1.0, a Buffer on 2.0. */
interface Key {
  length: number;
  toString(encoding: 'hex'): string;
}

/** A hash or an HMAC in progress. */
interface Digester {
  update(text: string): Digester;
  digest(encoding: 'hex'): string;
}

/** `require('crypto')`. The build adds that line, because esbuild would wrap the call. */
declare var cryptoModule: {
  createHash(algorithm: 'sha256'): Digester;
  createHmac(algorithm: 'sha256', key: Key): Digester;
};

/** Runtime 2.0. */
declare var Buffer: {
  from(memory: ArrayBufferLike): { write(text: string): number };
  from(text: string, encoding?: 'hex'): Key & Uint8Array;
};

/** Runtime 1.0. */
interface StringConstructor {
  bytesFrom(text: string, encoding: 'hex'): Key;
}

/** Runtime 1.0. */
interface String {
  /** The octets of UTF-8. */
  toUTF8(): Key;
}

/** A KeyValueStore whose values are read as text. */
interface Store {
  get(key: string): Promise<string> | string;
  exists(key: string): Promise<boolean> | boolean;
}

declare module 'cloudfront' {
  var cf: {
    kvs(): Store;
    /** Writes text to `viewer-request-log-data` of the access log. New in July 2026. */
    logCustomData(text: string): void;
  };
  export default cf;
}

/** The part of njs's request on nginx that the function uses. */
interface NginxRequest {
  method: string;
  status: number;
  /** The variables of nginx. Undefined for a name that nobody has defined. */
  variables: { [name: string]: string | undefined };
  /** nginx joins several `Cookie` headers by "; ". */
  headersIn: { Cookie?: string };
  rawHeadersIn: [name: string, value: string][];
  headersOut: { [name: string]: string | string[] };
  sendHeader(): void;
  send(text: string): void;
  finish(): void;
}

/**
 * What a usual request does not need. The build puts `edge/nginx/full.ts` into this function,
 * because nginx makes every function of a module anew for each request. It also takes `async` out,
 * so the verdict is no promise. Each call during a request gives the same functions, so `refuse`
 * knows what `judge` has left.
 */
declare function fullDecision(): {
  judge(r: NginxRequest): string;
  isUsualVerified(variables: NginxRequest['variables'], mac: string): boolean;
  refuse(r: NginxRequest): void;
};
