import { typeError } from '../../errors.js';

/** The part of a response stream that is used. */
export interface ResponseStream {
  write(chunk: string): unknown;
  end(): unknown;
}

/** The part of Lambda's global `awslambda` that is used. */
interface StreamingRuntime {
  readonly HttpResponseStream: {
    from(stream: ResponseStream, metadata: object): ResponseStream;
  };
}

type MetadataChange = (metadata: object) => object;

// What changes the metadata of a stream, and the runtimes that ask for it.
const changes = new WeakMap<object, MetadataChange>();
const prepared = new WeakSet<object>();

/** Whether a handler's second argument is the stream that it writes its response to. */
export function isResponseStream(value: unknown): value is ResponseStream {
  const { write, end } = Object(value) as Partial<ResponseStream>;
  return typeof write === 'function' && typeof end === 'function';
}

/** Answers with a whole response. */
export function writeToStream(stream: ResponseStream, metadata: object, body: string): void {
  const runtime = getRuntime();
  if (!runtime) {
    throw typeError(
      'ERR_SPA_AUTH_RESPONSE',
      'A response stream is answered by the global "awslambda" of Lambda\'s runtime, which is not ' +
        'here. Give a test one with HttpResponseStream.from.',
    );
  }
  const opened = runtime.HttpResponseStream.from(stream, metadata);
  // The runtime sends the metadata at the first `write`.
  opened.write(body);
  opened.end();
}

/**
 * Changes the status and headers that a handler gives to `awslambda.HttpResponseStream.from`, which
 * is the only way to give them. A stream that is written to without them has no cookie.
 */
export function onMetadata(stream: ResponseStream, change: MetadataChange): void {
  const type = getRuntime()?.HttpResponseStream;
  if (!type) {
    return;
  }
  changes.set(stream, change);
  if (prepared.has(type)) {
    return;
  }
  prepared.add(type);
  const { from } = type;
  type.from = function (this: unknown, opened, metadata) {
    return from.call(this as typeof type, opened, changes.get(opened)?.(metadata) ?? metadata);
  };
}

function getRuntime(): StreamingRuntime | undefined {
  return (globalThis as { awslambda?: StreamingRuntime }).awslambda;
}
