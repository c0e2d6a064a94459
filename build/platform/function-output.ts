import type { FunctionRequest, FunctionResponse } from './event.js';
import { isHiddenHeader, READ_ONLY_HEADERS } from './headers.js';

/**
 * How CloudFront treats a function's output: it uses it, or it fails the request and writes the
 * reason to its log.
 */
export type OutputVerdict =
  | { readonly kind: 'request'; readonly request: FunctionRequest }
  | { readonly kind: 'response'; readonly response: FunctionResponse }
  | { readonly kind: 'fault'; readonly status: 502 | 503; readonly problem: string };

/**
 * Checks a function's output as CloudFront does. A problem names a header or a cookie, never its
 * value.
 */
export function validateOutput(output: unknown, given: FunctionRequest): OutputVerdict {
  if (!isRecord(output)) {
    return { kind: 'fault', status: 503, problem: 'did not return an object' };
  }
  const problem = 'statusCode' in output ? responseProblem(output) : requestProblem(output, given);
  if (problem) {
    return { kind: 'fault', status: 502, problem };
  }
  return 'statusCode' in output
    ? { kind: 'response', response: output as unknown as FunctionResponse }
    : { kind: 'request', request: output as unknown as FunctionRequest };
}

interface Item {
  value: string;
  multiValue?: { value: string }[];
  attributes?: string;
}

type Items = Record<string, Item>;

function requestProblem(
  output: Record<string, unknown>,
  given: FunctionRequest,
): string | undefined {
  if ('request' in output) {
    return 'returned the event instead of its request';
  }
  if (output.method !== given.method) {
    return 'changed the method, which is read-only';
  }
  if (typeof output.uri !== 'string' || !output.uri.startsWith('/')) {
    return 'set a uri that does not begin with "/"';
  }
  // Text that the viewer sent is passed on unchanged, so only text that the function wrote is
  // checked.
  if (output.uri !== given.uri && /[\s?#\x00-\x1f\x7f]/.test(output.uri)) {
    return 'set a uri with a space, a control character, "?" or "#"';
  }
  for (const part of ['headers', 'cookies', 'querystring']) {
    if (!isItems(output[part])) {
      return `set a ${part} entry that is not { value: text }`;
    }
  }
  const headers = output.headers as Items;
  for (const name of READ_ONLY_HEADERS) {
    const before = given.headers[name]?.value;
    if (headers[name]?.value !== before) {
      return `changed the read-only header ${name}`;
    }
  }
  const query = listNamesAndValues(output.querystring as Items);
  const sent = listNamesAndValues(given.querystring);
  if (query.some((text) => /[\s#\x00-\x1f\x7f]/.test(text) && !sent.includes(text))) {
    return 'set a query with a space, a control character or "#"';
  }
  return headerProblem(headers, 'cookie');
}

function responseProblem(output: Record<string, unknown>): string | undefined {
  const { statusCode, headers = {}, cookies = {}, body } = output;
  if (
    !Number.isInteger(statusCode) ||
    (statusCode as number) < 200 ||
    (statusCode as number) > 599
  ) {
    return 'set a statusCode that is not a whole number from 200 to 599';
  }
  if (!isItems(headers)) {
    return 'set a headers entry that is not { value: text }';
  }
  if (!isItems(cookies)) {
    return 'set a cookies entry that is not { value: text }';
  }
  const cookie = cookieProblem(cookies);
  if (cookie) {
    return cookie;
  }
  const readOnly = READ_ONLY_HEADERS.find((name) => name in headers);
  if (readOnly) {
    return `set the read-only header ${readOnly}`;
  }
  return headerProblem(headers, 'set-cookie') ?? bodyProblem(body);
}

function cookieProblem(cookies: Items): string | undefined {
  for (const [name, cookie] of Object.entries(cookies)) {
    if (!isToken(name)) {
      return 'set a cookie whose name is not an RFC 6265 token';
    }
    for (const { value, attributes = '' } of [cookie, ...(cookie.multiValue ?? [])] as Item[]) {
      if (/[\x00-\x1f\x7f;]/.test(value) || /[\x00-\x1f\x7f]/.test(attributes)) {
        return `set the cookie ${name} with a control character or ";"`;
      }
    }
  }
  return undefined;
}

function headerProblem(headers: Items, cookieHeader: string): string | undefined {
  for (const [name, item] of Object.entries(headers)) {
    if (!isToken(name)) {
      return 'set a header whose name is not an RFC 9110 token';
    }
    if (name !== name.toLowerCase()) {
      return `set the header ${name}, which is not in lower case`;
    }
    if (isHiddenHeader(name)) {
      return `set the forbidden header ${name}`;
    }
    if (name === cookieHeader) {
      return `set the header ${name}, which belongs in cookies`;
    }
    if (listValues(item).some((value) => /[\x00-\x08\x0a-\x1f\x7f]/.test(value))) {
      return `set the header ${name} with a control character`;
    }
  }
  return undefined;
}

function bodyProblem(body: unknown): string | undefined {
  if (body === undefined || typeof body === 'string') {
    return undefined;
  }
  if (!isRecord(body) || typeof body.data !== 'string') {
    return 'set a body that is not text';
  }
  if (body.encoding === 'text') {
    return undefined;
  }
  if (body.encoding !== 'base64') {
    return 'set a body whose encoding is neither text nor base64';
  }
  const canonical = Buffer.from(body.data, 'base64').toString('base64');
  return canonical === body.data ? undefined : 'set a body that is not base64';
}

function listNamesAndValues(items: Items): string[] {
  return Object.entries(items).flatMap(([name, item]) => [name, ...listValues(item)]);
}

function listValues({ value, multiValue = [] }: Item): string[] {
  return [value, ...multiValue.map((entry) => entry.value)];
}

function isItems(value: unknown): value is Items {
  return isRecord(value) && Object.values(value).every(isItem);
}

function isItem(item: unknown): boolean {
  if (!isRecord(item) || typeof item.value !== 'string') {
    return false;
  }
  if (item.attributes !== undefined && typeof item.attributes !== 'string') {
    return false;
  }
  return (
    item.multiValue === undefined ||
    (Array.isArray(item.multiValue) && item.multiValue.every(isItem))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isToken(name: string): boolean {
  return /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/.test(name);
}
