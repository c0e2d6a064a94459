import { typeError } from '../../errors.js';

/** Calls the wrapped handler. Without the check, nothing would be answered before its callback is. */
export async function callHandler<Event, Rest extends unknown[], Result>(
  handler: (event: Event, ...rest: Rest) => Result | PromiseLike<Result>,
  event: Event,
  rest: Rest,
): Promise<Result> {
  const returned = handler(event, ...rest);
  if (returned === undefined && typeof rest[1] === 'function') {
    throw typeError(
      'ERR_SPA_AUTH_RESPONSE',
      'The handler returned nothing, as one does that answers by its callback. ' +
        'Give an async function that returns the result.',
    );
  }
  return await returned;
}
