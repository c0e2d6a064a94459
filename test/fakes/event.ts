import type { FunctionRequest, ViewerRequestEvent } from '../../build/platform/event.js';

/** The event of a plain GET, with what a test changes in its request. */
export function viewerRequest(changes: Partial<FunctionRequest> = {}): ViewerRequestEvent {
  return {
    version: '1.0',
    context: { eventType: 'viewer-request' },
    viewer: { ip: '192.0.2.1' },
    request: {
      method: 'GET',
      uri: '/a',
      querystring: {},
      headers: { host: { value: 'site.example' } },
      cookies: {},
      ...changes,
    },
  };
}
