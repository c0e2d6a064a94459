/**
 * The part of an event that is used, from API Gateway, a function URL or an Application Load
 * Balancer.
 */
export interface LambdaEvent {
  readonly version?: string | undefined;
  readonly httpMethod?: string | undefined;
  readonly requestContext?: object | null | undefined;
  readonly cookies?: readonly string[] | null | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly multiValueHeaders?:
    | Readonly<Record<string, readonly string[] | undefined>>
    | null
    | undefined;
}

/**
 * How the sender of an event reads the answer: API Gateway and function URLs by the version of the
 * payload format, a load balancer by whether its target group has multi-value headers.
 */
export type AnswerFormat = '2.0' | '1.0' | 'alb-multi-value' | 'alb-single-value';

/** The format in which an event has to be answered: `1.0` if the event is of no known kind. */
export function getAnswerFormat(event: unknown): AnswerFormat {
  const { version, requestContext, multiValueHeaders } = fieldsOf(event);
  if (version === '2.0') {
    return '2.0';
  }
  if (!fieldsOf(requestContext).elb) {
    return '1.0';
  }
  return isObject(multiValueHeaders) ? 'alb-multi-value' : 'alb-single-value';
}

/** The request's `Cookie` header, in parts. Empty if there is none. */
export function getCookies(event: unknown): string[] {
  const { cookies } = fieldsOf(event);
  const listed = Array.isArray(cookies) ? cookies.filter(isText) : [];
  return listed.length > 0 ? listed : getHeaderValues(event, /^cookie$/i);
}

/** Whether a request only reads: the answer can then be prepared before the handler is called. */
export function isRead(event: unknown): boolean {
  const { httpMethod, requestContext } = fieldsOf(event);
  const method = httpMethod ?? fieldsOf(fieldsOf(requestContext).http).method;
  return method === 'GET' || method === 'HEAD';
}

/**
 * The values of a header. REST APIs keep the case of its name as the client sent it, and give the
 * last value alone in `headers`.
 */
export function getHeaderValues(event: unknown, name: RegExp): string[] {
  const { headers, multiValueHeaders } = fieldsOf(event);
  const values = valuesIn(multiValueHeaders, name);
  return values.length > 0 ? values : valuesIn(headers, name);
}

function valuesIn(headers: unknown, name: RegExp): string[] {
  return Object.entries(fieldsOf(headers)).flatMap(([key, value]) =>
    name.test(key) ? [value].flat().filter(isText) : [],
  );
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether a value is an object, and no array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
