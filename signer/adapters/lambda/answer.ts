import { cookieNameIn, type ResponseHeaders } from '../../response-headers.js';
import { type AnswerFormat, isObject } from './event.js';

/** A header's value in a result. */
export type HeaderValue = boolean | number | string;

/**
 * The headers of a result, in the fields that its format has. No interface, because the metadata of
 * a stream is a `Record`.
 */
export type AnswerHeaders = {
  headers?: Record<string, HeaderValue>;
  /** In format 1.0 and with multi-value headers alone. */
  multiValueHeaders?: Record<string, HeaderValue[]>;
  /** In format 2.0 alone. */
  cookies?: string[];
};

/** A result whose headers can be changed. The result that it is made of stays as it is. */
export interface Answer {
  readonly headers: ResponseHeaders;
  /** Whether it has more cookies than its format can carry. */
  hasTooManyCookies(): boolean;
  /** A new result in the answer's format. */
  toResult(): object;
}

interface Field {
  readonly name: string;
  readonly values: readonly HeaderValue[];
}

const SET_COOKIE = 'set-cookie';

/**
 * A handler's result as an object with a status; undefined if it cannot be one. Format 2.0 allows
 * any value: what has no `statusCode` is the body of a response in JSON, and a text is such a body
 * as it is.
 */
export function toStructured(format: AnswerFormat, result: unknown): object | undefined {
  if (format !== '2.0') {
    return isObject(result) ? result : undefined;
  }
  if (isObject(result) && result.statusCode !== undefined) {
    return result;
  }
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: typeof result === 'string' ? result : JSON.stringify(result ?? null),
  };
}

/** Opens a structured result, whatever format its headers are in. */
export function openAnswer(format: AnswerFormat, result: object): Answer {
  const { headers, multiValueHeaders, cookies, ...rest } = result as Record<string, unknown>;
  const fields = readFields(headers, multiValueHeaders, cookies);
  const getValues = (name: string) => fields.get(name.toLowerCase())?.values ?? [];
  const setValues = (name: string, values: readonly HeaderValue[]) => {
    const key = name.toLowerCase();
    fields.set(key, { name: fields.get(key)?.name ?? name, values });
  };
  const getSetCookie = () => getValues(SET_COOKIE).map(String);
  return {
    headers: {
      get: (name) => getValues(name).join(', ') || null,
      set: (name, value) => setValues(name, [value]),
      append(name, value) {
        // Where one cookie is all there can be, the last one of a name takes the place of others.
        const stays = (other: HeaderValue) =>
          format !== 'alb-single-value' ||
          name !== SET_COOKIE ||
          cookieNameIn(String(other)) !== cookieNameIn(value);
        setValues(name, [...getValues(name).filter(stays), value]);
      },
      getSetCookie,
    },
    hasTooManyCookies: () => format === 'alb-single-value' && getSetCookie().length > 1,
    toResult: () => ({ ...rest, ...writeFields(format, fields) }),
  };
}

// By their names in lower case. Format 1.0 merges `headers` and `multiValueHeaders`, and results
// that are made for every format say the same in both: such a value counts once.
function readFields(
  headers: unknown,
  multiValueHeaders: unknown,
  cookies: unknown,
): Map<string, Field> {
  const fields = new Map<string, Field>();
  const sources = [multiValueHeaders, headers, { [SET_COOKIE]: cookies }];
  for (const [name, value] of sources.flatMap((source) => Object.entries(Object(source)))) {
    const key = name.toLowerCase();
    const known = fields.get(key) ?? { name, values: [] };
    const added = [value]
      .flat()
      .filter((one) => one !== undefined && one !== null && !known.values.includes(one as never));
    if (added.length > 0) {
      fields.set(key, { name: known.name, values: [...known.values, ...(added as HeaderValue[])] });
    }
  }
  return fields;
}

// A load balancer with multi-value headers reads no others, and one without them knows no others.
function writeFields(format: AnswerFormat, fields: ReadonlyMap<string, Field>): AnswerHeaders {
  const single: [string, HeaderValue][] = [];
  const multiple: [string, HeaderValue[]][] = [];
  let cookies: string[] | undefined;
  for (const [key, { name, values }] of fields) {
    const isList = key === SET_COOKIE || values.length > 1;
    if (format === '2.0' && key === SET_COOKIE) {
      cookies = values.map(String);
    } else if (format === 'alb-multi-value' || (format === '1.0' && isList)) {
      multiple.push([name, [...values]]);
    } else {
      single.push([name, values.length === 1 ? values[0]! : values.join(', ')]);
    }
  }
  return {
    ...(single.length > 0 && { headers: Object.fromEntries(single) }),
    ...(multiple.length > 0 && { multiValueHeaders: Object.fromEntries(multiple) }),
    ...(cookies && { cookies }),
  };
}
