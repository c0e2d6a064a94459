// Compiled, never run: a line that must not compile is marked. Checks that the types of AWS's
// events and handlers are compatible with the structural types of the Lambda adapter.

import type {
  ALBEvent,
  ALBHandler,
  ALBResult,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyHandler,
  APIGatewayProxyHandlerV2,
  APIGatewayProxyResult,
  APIGatewayProxyResultV2,
  APIGatewayProxyStructuredResultV2,
  APIGatewayProxyWebsocketEventV2,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerEventV2,
  Context,
  LambdaFunctionURLEvent,
  LambdaFunctionURLHandler,
} from 'aws-lambda';
import {
  readTokenCookie,
  requireToken,
  type SpaUser,
  spaLogin,
  spaLogout,
  type WithSpaUser,
  withSpaTokenCookie,
} from '../../signer/adapters/lambda.js';

declare function is<Expected>(): <Actual>(
  actual: Actual,
  ...same: [Expected] extends [Actual] ? ([Actual] extends [Expected] ? [] : [never]) : [never]
) => void;
declare const v2: APIGatewayProxyEventV2;
declare const rest: APIGatewayProxyEvent;
declare const alb: ALBEvent;
declare const url: LambdaFunctionURLEvent;
declare const authorizer: APIGatewayRequestAuthorizerEvent;
declare const authorizerV2: APIGatewayRequestAuthorizerEventV2;
declare const socket: APIGatewayProxyWebsocketEventV2;

// Events of every kind.
for (const event of [v2, rest, alb, url, authorizer, authorizerV2, socket]) {
  is<boolean>()(readTokenCookie(event).valid);
}
// A literal without anything that is read is a mistake.
// @ts-expect-error these are no headers of an event
readTokenCookie({ cookie: 'a=1' });

// A new result is a result of the same kind.
const moved = { statusCode: 303, headers: { location: '/' }, body: '' };
const ofRest: APIGatewayProxyResult = spaLogin(rest, moved, 'ada');
const ofAlb: ALBResult = spaLogout(alb, { ...moved, statusDescription: '303 See Other' });
const ofV2: APIGatewayProxyResultV2 = spaLogin(v2, moved, 'ada', { sameSite: 'Strict' });
const ofText: APIGatewayProxyStructuredResultV2 = spaLogout(v2, 'bye', { clearSiteData: 'cache' });
is<number>()(spaLogin(v2, moved, 'ada').statusCode);
is<string[] | undefined>()(spaLogin(v2, moved, 'ada').cookies);
// @ts-expect-error the headers may have moved
spaLogin(alb, moved, 'ada').headers.location;
void [ofRest, ofAlb, ofV2, ofText];

// A declared handler gives the event its type.
export const page: APIGatewayProxyHandlerV2 = withSpaTokenCookie(
  async (event) => ({ statusCode: 200, body: event.rawPath }),
  { getUserId: (event) => event.requestContext.accountId },
);
export const text: LambdaFunctionURLHandler = withSpaTokenCookie(async () => 'hello', {
  getUserId: async () => null,
});
export const json: APIGatewayProxyHandlerV2<{ a: number }> = withSpaTokenCookie(
  async () => ({ a: 1 }),
  { getUserId: () => 'ada' },
);
export const restPage: APIGatewayProxyHandler = withSpaTokenCookie(
  async (event) => ({ statusCode: 200, body: event.path }),
  { getUserId: (event) => event.requestContext.authorizer?.principalId, maxAge: 60 },
);
export const albPage: ALBHandler = withSpaTokenCookie(
  async (event) => ({ statusCode: 200, body: event.path }),
  { getUserId: (event) => event.requestContext.elb.targetGroupArn },
);

// So does an annotated event, and a handler that is declared already.
const annotated = withSpaTokenCookie(
  async (event: APIGatewayProxyEvent, context: Context) => {
    is<string>()(context.awsRequestId);
    return { statusCode: 200, body: event.path };
  },
  { getUserId: (event) => event.path },
);
export const fromAnnotated: APIGatewayProxyHandler = annotated;
declare const declared: APIGatewayProxyHandlerV2;
export const fromDeclared: APIGatewayProxyHandlerV2 = withSpaTokenCookie(declared, {
  getUserId: (event) => event.rawPath,
});

// The guarded handler has the user.
export const me: APIGatewayProxyHandlerV2 = requireToken(
  async (event) => {
    is<SpaUser>()(event.spaUser);
    return { statusCode: 200, body: event.rawPath };
  },
  { clockTolerance: 5, cutOff: async () => 1 },
);
export const restMe: APIGatewayProxyHandler = requireToken(async (event) => ({
  statusCode: 200,
  body: event.path + event.spaUser.userId,
}));
const albMe = requireToken(async (event: WithSpaUser<ALBEvent>) => ({
  statusCode: 200,
  body: event.spaUser.userId,
}));
export const fromAlbMe: ALBHandler = albMe;
export const both: APIGatewayProxyHandlerV2 = withSpaTokenCookie(
  requireToken(async (event: WithSpaUser<APIGatewayProxyEventV2>) => event.spaUser.userId),
  { getUserId: (event) => event.rawPath },
);

// Response streaming.
export const streamed = awslambda.streamifyResponse(
  withSpaTokenCookie(
    async (event: LambdaFunctionURLEvent, stream: awslambda.HttpResponseStream) => {
      const metadata = spaLogin(event, { statusCode: 200 }, 'ada');
      awslambda.HttpResponseStream.from(stream, metadata).end();
    },
    { getUserId: (event) => event.rawPath },
  ),
);
export const streamedMe = awslambda.streamifyResponse(
  requireToken(
    async (event: WithSpaUser<LambdaFunctionURLEvent>, stream: awslambda.HttpResponseStream) =>
      void stream.end(event.spaUser.userId),
  ),
);

// @ts-expect-error getUserId is required
withSpaTokenCookie(async () => 'hello', {});
// @ts-expect-error a user id is text
spaLogin(v2, moved, 5);
// @ts-expect-error the user is not there without requireToken
export const nobody: APIGatewayProxyHandlerV2 = async (event) => event.spaUser;
