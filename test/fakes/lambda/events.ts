import type { IncomingMessage } from 'node:http';
import type { ALBEvent, APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';

/** The senders of events, each with the answer that it reads. */
export const SENDERS = [
  'HTTP API',
  'HTTP API, format 1.0',
  'function URL',
  'REST API',
  'ALB with multi-value headers',
  'ALB without multi-value headers',
] as const;

export type Sender = (typeof SENDERS)[number];

export type AnyEvent = APIGatewayProxyEventV2 | APIGatewayProxyEvent | ALBEvent;

const SITE = 'https://site.example';
const AT = { time: '12/Mar/2020:19:03:58 +0000', timeEpoch: 1_583_348_638_390 };

/** The event that AWS documents for a request to this sender. */
export function toEvent(sender: Sender, request: IncomingMessage): AnyEvent {
  switch (sender) {
    case 'HTTP API':
      return toPayload2(request, false);
    case 'function URL':
      return toPayload2(request, true);
    case 'REST API':
      return toPayload1(request);
    case 'HTTP API, format 1.0':
      return Object.assign(toPayload1(request), { version: '1.0' });
    default:
      return toAlb(request, sender === 'ALB with multi-value headers');
  }
}

// Payload format 2.0: names in lower case, repeated headers joined, and the cookies in a list. A
// function URL leaves the header beside the list.
function toPayload2(request: IncomingMessage, isFunctionUrl: boolean): APIGatewayProxyEventV2 {
  const { method = 'GET' } = request;
  const { pathname, search, searchParams } = new URL(request.url ?? '/', SITE);
  const headers = Object.fromEntries(
    Array.from(groupHeaders(request), ([name, values]) => [name.toLowerCase(), values.join(',')]),
  );
  const cookies = request.headers.cookie?.split('; ');
  if (!isFunctionUrl) {
    delete headers.cookie;
  }
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    ...(cookies && { cookies }),
    headers,
    ...(search && { queryStringParameters: Object.fromEntries(searchParams) }),
    requestContext: {
      accountId: isFunctionUrl ? 'anonymous' : '123456789012',
      apiId: 'r3pmxmplak',
      domainName: isFunctionUrl
        ? 'r3pmxmplak.lambda-url.us-east-1.on.aws'
        : 'r3pmxmplak.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'r3pmxmplak',
      http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: '' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      ...AT,
    },
    isBase64Encoded: false,
  };
}

// A REST API leaves the names as the client wrote them; `headers` has the last value of each.
function toPayload1(request: IncomingMessage): APIGatewayProxyEvent {
  const { method: httpMethod = 'GET' } = request;
  const { pathname: path, search, searchParams } = new URL(request.url ?? '/', SITE);
  const multiValueHeaders = Object.fromEntries(groupHeaders(request));
  const query = search ? Object.fromEntries(searchParams) : null;
  return {
    resource: '/{proxy+}',
    path,
    httpMethod,
    headers: Object.fromEntries(
      Object.entries(multiValueHeaders).map(([name, values]) => [name, values.at(-1)]),
    ),
    multiValueHeaders,
    queryStringParameters: query,
    multiValueQueryStringParameters:
      query && Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]])),
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'id',
      authorizer: null,
      protocol: 'HTTP/1.1',
      httpMethod,
      identity: { sourceIp: '192.0.2.1' } as never,
      path: `/prd${path}`,
      stage: 'prd',
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      requestTimeEpoch: AT.timeEpoch,
      resourceId: '123456',
      resourcePath: '/{proxy+}',
    },
    body: null,
    isBase64Encoded: false,
  };
}

// Names in lower case. Without multi-value headers, the last value that the client has sent.
function toAlb(request: IncomingMessage, hasMultiValueHeaders: boolean): ALBEvent {
  const { pathname: path, searchParams } = new URL(request.url ?? '/', SITE);
  const values = Array.from(groupHeaders(request), ([name, list]): [string, string[]] => [
    name.toLowerCase(),
    list,
  ]);
  const queries = [...searchParams];
  return {
    requestContext: {
      elb: {
        targetGroupArn:
          'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/site/49e9d65c45c6791a',
      },
    },
    httpMethod: request.method ?? 'GET',
    path,
    ...(hasMultiValueHeaders
      ? {
          multiValueQueryStringParameters: Object.fromEntries(queries.map(([k, v]) => [k, [v]])),
          multiValueHeaders: Object.fromEntries(values),
        }
      : {
          queryStringParameters: Object.fromEntries(queries),
          headers: Object.fromEntries(values.map(([name, list]) => [name, list.at(-1)])),
        }),
    body: '',
    isBase64Encoded: false,
  };
}

function groupHeaders({ rawHeaders }: IncomingMessage): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    groups.set(name, [...(groups.get(name) ?? []), rawHeaders[i + 1]!]);
  }
  return groups;
}
