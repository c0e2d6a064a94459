import { onWriteHead, type ServerResponse } from '../response-headers.js';
import { upgradesToWebSocket } from './renewal-cookie.js';
import type { Renewer } from './renewer.js';

export type { ServerResponse };

/** The part of a Node.js `IncomingMessage` that is used. */
export interface ServerRequest {
  readonly method?: string | undefined;
  readonly headers: {
    readonly cookie?: string | undefined;
    readonly upgrade?: string | string[] | undefined;
  };
}

/**
 * Decides the cookie and adds it to the response when its headers are written. Node.js writes them
 * in a synchronous call, so `getUserId` has to be called before the handler. Only for GET and HEAD:
 * another method may log somebody in or out, and a token for the previous user must not follow a
 * log-out.
 */
export async function renewOnServer<Request>(
  renewer: Renewer<Request> | undefined,
  request: Request,
  incoming: ServerRequest,
  response: ServerResponse,
): Promise<void> {
  if (
    !renewer ||
    !/^(?:GET|HEAD)$/.test(incoming.method ?? '') ||
    upgradesToWebSocket(incoming.headers.upgrade)
  ) {
    return;
  }
  const cookie = await renewer.cookieFor(request, incoming.headers.cookie);
  if (cookie !== undefined) {
    onWriteHead(response, (headers) => renewer.addTo(headers, cookie));
  }
}
