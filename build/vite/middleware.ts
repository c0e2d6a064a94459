import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect } from 'vite';
import { sendNotice } from '../preview/status-page.js';

/** Makes a middleware of what answers a request or returns true, for it to go on. */
export function toMiddleware(
  admit: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>,
): Connect.NextHandleFunction {
  return async (request, response, next) => {
    let isAdmitted = false;
    try {
      isAdmitted = await admit(request, response);
    } catch {
      // Whatever went wrong, nobody gets in by it.
      refuse(request, response);
    }
    if (isAdmitted) {
      next();
    }
  };
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  sendNotice(request, response, {
    status: 500,
    title: 'The request could not be decided',
    text: 'It goes no further. This is a fault of pocket-spa-auth.',
  });
}
