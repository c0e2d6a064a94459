/** What CloudFront Functions give to a viewer-request function, as far as this one uses it. */

interface Item {
  value: string;
  /** Only where the viewer repeated the name; its first entry repeats `value`. */
  multiValue?: Item[];
}

interface Items {
  [name: string]: Item;
}

interface ViewerRequest {
  method: string;
  uri: string;
  querystring: Items;
  headers: Items;
  cookies: Items;
  /** Runtime 2.0 only. Without the "?"; undefined where the URL has none. */
  rawQueryString?(): string | undefined;
}

interface ViewerRequestEvent {
  request: ViewerRequest;
}

interface GeneratedResponse {
  statusCode: number;
  headers: { [name: string]: { value: string } };
  cookies?: { [name: string]: { value: string; attributes: string } };
  body?: string;
}

type Output = ViewerRequest | GeneratedResponse;

/** The bytes of a secret: a byte string on runtime 1.0, a Buffer on 2.0. */
interface Key {
  length: number;
  toString(encoding: 'hex'): string;
}

/** A hash or a MAC under way. */
interface Digester {
  update(text: string): Digester;
  digest(encoding: 'hex'): string;
}

/** `require('crypto')`: the build adds that line, for esbuild would wrap the call. */
declare var cryptoModule: {
  createHash(algorithm: 'sha256'): Digester;
  createHmac(algorithm: 'sha256', key: Key): Digester;
};

/** Runtime 2.0. */
declare var Buffer: { from(text: string, encoding?: 'hex'): Key & Uint8Array };

/** Runtime 1.0. */
interface StringConstructor {
  bytesFrom(text: string, encoding: 'hex'): Key;
}

/** A KeyValueStore, as text. */
interface Store {
  get(key: string): Promise<string>;
  exists(key: string): Promise<boolean>;
}

declare module 'cloudfront' {
  var cf: { kvs(): Store };
  export default cf;
}
