import { typeError } from '../../errors.js';

/**
 * What a handler returns. AWS's types of handlers allow nothing, for those that take a callback.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: those types have it
export type Returned<Result> = Result | PromiseLike<Result> | void;

/**
 * Calls the wrapped handler. One that answers by its callback is refused: the wrapper's promise
 * would answer with nothing before the callback does.
 */
export async function callHandler<Event, Rest extends unknown[], Result>(
  handler: (event: Event, ...rest: Rest) => Returned<Result>,
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
  return (await returned) as Result;
}
