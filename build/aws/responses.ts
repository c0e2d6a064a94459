import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

/** How a service writes its answers; `undefined` for one whose bodies are not looked at. */
export type BodyFormat = 'xml' | 'json' | undefined;

/**
 * An HTTP answer that no service of AWS gave: a proxy, a firewall, a login page of the network or
 * an emulator did.
 */
export class ForeignAnswer extends Error {
  readonly status: number;
  /** The host name that the call went to. */
  readonly hostname: string;
  /** The SDK retries by the status, such as 502 of a proxy. */
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(url: string, status: number, what: string) {
    super(`${url} answered with the status ${status}, and the answer ${what}`);
    this.name = 'ForeignAnswer';
    this.status = status;
    this.hostname = new URL(url).hostname;
    this.$metadata = { httpStatusCode: status };
  }
}

interface HttpRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
}

interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body: unknown;
}

type Handler = (args: unknown) => Promise<unknown>;

interface Context {
  readonly commandName?: string;
}

type Priority = 'high' | 'low';

interface Client {
  readonly middlewareStack: {
    add(
      middleware: (next: Handler, context: Context) => Handler,
      options: { step: 'initialize' | 'deserialize'; priority: Priority; name: string },
    ): void;
  };
}

const urls = new WeakMap<object, string>();

/** The address that a call was last sent to; undefined before it is sent. */
export function requestUrl(context: object): string | undefined {
  return urls.get(context);
}

// UpdateDistribution takes the whole configuration, and the SDK drops the settings that it does not
// know. The text shows them.
const RECORDED_COMMAND = 'GetDistributionConfigCommand';

const texts = new WeakMap<object, string>();

/** The XML of an answer of GetDistributionConfig, as CloudFront sent it. */
export function responseText(answer: object): string {
  return texts.get(answer) ?? '';
}

/**
 * Reads each response before the SDK does, which takes some pages of HTML for an answer without
 * members. The innermost layer sees the bytes; the outermost has the answer that the SDK parsed.
 */
export function readResponses<T>(client: T, format: BodyFormat): T {
  const { middlewareStack } = client as Client;
  const read = new WeakMap<Context, string>();
  middlewareStack.add(
    (next, context) => async (args) => {
      const { request } = args as { request: HttpRequest };
      urls.set(context, formatUrl(request));
      const result = (await next(args)) as { response: HttpResponse };
      const { response } = result;
      const bytes = await buffer(response.body as Readable);
      response.body = bytes;
      const { commandName = '' } = context;
      const foreign = describeForeign(response, bytes.toString('latin1'), { format, commandName });
      if (foreign !== undefined) {
        throw new ForeignAnswer(formatUrl(request), response.statusCode, foreign);
      }
      if (commandName === RECORDED_COMMAND) {
        read.set(context, bytes.toString());
      }
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'spaAuthResponse' },
  );
  middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const what = describeUnread(error as UnreadError);
        const status = (error as UnreadError).$metadata?.httpStatusCode;
        throw what === undefined || status === undefined
          ? error
          : new ForeignAnswer(urls.get(context)!, status, what);
      }
    },
    { step: 'deserialize', priority: 'high', name: 'spaAuthUnread' },
  );
  middlewareStack.add(
    (next, context) => async (args) => {
      const result = (await next(args)) as { output: object };
      const text = read.get(context);
      if (text !== undefined) {
        texts.set(result.output, text);
      }
      return result;
    },
    { step: 'initialize', priority: 'high', name: 'spaAuthAnswer' },
  );
  return client;
}

function formatUrl({ protocol, hostname, port, path }: HttpRequest): string {
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`;
}

interface UnreadError {
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** What an answer lacks that the SDK could not read; undefined for an error that AWS gave. */
function describeUnread({ message = '', code }: UnreadError): string | undefined {
  if (message === 'UnknownError') {
    return 'names no error';
  }
  return code === undefined && /Deserialization error/.test(message) ? 'cannot be read' : undefined;
}

interface Expected {
  readonly format: BodyFormat;
  readonly commandName: string;
}

const HTML = /<!doctype html|<html[\s>]/i;

/** What shows that the answer is not one of AWS; undefined if it may be. */
function describeForeign(
  { statusCode: status, headers }: HttpResponse,
  body: string,
  { format, commandName }: Expected,
): string | undefined {
  // The services of AWS never redirect a call, and never ask for the login of a proxy.
  if (status >= 300 && status < 400) {
    return 'sends the call elsewhere';
  }
  if (status === 407 || status === 511) {
    return 'asks for a login';
  }
  const isOk = status < 300;
  const start = body.replace(/^(?:\xef\xbb\xbf)?\s*/, '').slice(0, 1000);
  if (start === '') {
    // Each of these has a body; an answer to a write, or to a call that failed, may have none.
    return isOk && /^(?:Get|Describe|List|Test)/.test(commandName) ? 'is empty' : undefined;
  }
  if (isOk && commandName === 'GetFunctionCommand') {
    // The code of a function, with any content type, never begins with a tag.
    return start.startsWith('<') ? 'is a page of HTML' : undefined;
  }
  // The emulator moto sends JSON as text/html, so the body decides where its form is known.
  const isOfFormat = start.startsWith(format === 'json' ? '{' : '<?xml');
  const isTyped = /^text\/html\b/i.test(headers['content-type'] ?? '');
  if (format === undefined ? isTyped : HTML.test(start) || (isTyped && !isOfFormat)) {
    return 'is a page of HTML';
  }
  if (format === 'json') {
    return start.startsWith('{') ? undefined : 'is no JSON';
  }
  return format === undefined || start.startsWith('<') ? undefined : 'is no XML';
}
