import { describeKind, typeError } from '../../errors.js';
import type { ResponseHeaders } from '../../response-headers.js';
import type { Renewer } from '../renewer.js';
import { warnOnce } from '../warnings.js';
import { openAnswer, toStructured } from './answer.js';
import { getAnswerFormat, isObject } from './event.js';

/** A new result with headers that are changed, for a handler that asks for it. */
export function changeResult(
  event: unknown,
  result: unknown,
  change: (headers: ResponseHeaders) => void,
): object {
  const format = getAnswerFormat(event);
  const structured = toStructured(format, result);
  if (!structured) {
    throw typeError(
      'ERR_SPA_AUTH_RESPONSE',
      `The result, ${describeKind(result)}, cannot carry a cookie. ` +
        'Give an object, such as { statusCode: 200, body: "" }.',
    );
  }
  assertHeaders(structured);
  const answer = openAnswer(format, structured);
  change(answer.headers);
  if (answer.hasTooManyCookies()) {
    throw typeError('ERR_SPA_AUTH_RESPONSE', `${ONE_COOKIE} ${MORE_COOKIES}`);
  }
  return answer.toResult();
}

/** Fetch `Headers`, a list or a text would be lost without a word, as Lambda itself does it. */
function assertHeaders(result: object): void {
  for (const name of ['headers', 'multiValueHeaders']) {
    const given: unknown = Reflect.get(result, name) ?? {};
    if (!isObject(given) || typeof given.get === 'function') {
      throw typeError(
        'ERR_SPA_AUTH_RESPONSE',
        `The result's ${name} are ${describeKind(given)}, of which Lambda sends nothing. ` +
          'Give a plain object, such as { "content-type": "text/html" }.',
      );
    }
  }
}

/** A new result with the cookie of a renewal; the same one if it has no place for the cookie. */
export function addRenewal(
  event: unknown,
  result: object,
  renewer: Pick<Renewer<never>, 'addTo'>,
  cookie: string,
): object {
  const answer = openAnswer(getAnswerFormat(event), result);
  renewer.addTo(answer.headers, cookie);
  if (answer.hasTooManyCookies()) {
    const message = `${ONE_COOKIE} So the token's cookie was left out. ${MORE_COOKIES}`;
    warnOnce('WARN_SPA_AUTH_ONE_COOKIE', message);
    return result;
  }
  return answer.toResult();
}

const ONE_COOKIE =
  'The load balancer sends one Set-Cookie with a response, because its target group has no ' +
  'multi-value headers, and the result has another cookie already.';
const MORE_COOKIES = 'Set lambda.multi_value_headers.enabled to true on the target group.';
