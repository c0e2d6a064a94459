import { createEvent } from '../../build/compile/probes/request.js';
import type { FunctionRequest, ViewerRequestEvent } from '../../build/platform/event.js';

/** The event of a plain GET, with the given changes of its request. */
export function viewerRequest(changes: Partial<FunctionRequest> = {}): ViewerRequestEvent {
  return createEvent({
    method: 'GET',
    uri: '/a',
    querystring: {},
    headers: { host: { value: 'site.example' } },
    cookies: {},
    ...changes,
  });
}
