import type { EdgeVector } from '../../compile/edge-vectors.js';
import { type AppliedVector, findVectorProblem } from '../../compile/gates/applied-vector.js';
import { applySpaFallback, loginLocation } from '../../compile/probes/expected.js';
import type { ResolvedConfig } from '../../config/edge-config.js';
import { couldBeSecret, describeText } from '../../host/quote.js';
import type { FunctionOutput, FunctionRequest, FunctionResponse } from '../../platform/event.js';

/** The answer that a vector asks for, and the vector's reason. */
export interface ExpectedAnswer {
  readonly vector: EdgeVector;
  readonly output: FunctionOutput;
}

/** How an answer of TestFunction compares with the expected one. No text contains a value. */
export interface AnswerDifference {
  /** The first part that is missing or different; undefined if there is none. */
  readonly problem: string | undefined;
  /** The parts that the function does not set. */
  readonly additions: readonly string[];
}

/**
 * The answer that a function with the configuration has to give. It is made from the vector and the
 * configuration, never by the function. Every vector here asks for a page.
 *
 * @param userId - The user of the valid token: letters, digits and "-", which nothing escapes.
 */
export function expectAnswer(
  { vector, isExact }: AppliedVector,
  config: ResolvedConfig,
  userId: string,
): ExpectedAnswer {
  const { request } = vector.event;
  if ('request' in vector.output) {
    const output = isExact
      ? (vector.output.request as FunctionRequest)
      : expectRequest(request, config, userId);
    return { vector, output };
  }
  const response = vector.output.response as FunctionResponse;
  return { vector, output: isExact ? response : adaptRefusal(response, request, config) };
}

function expectRequest(
  request: FunctionRequest,
  config: ResolvedConfig,
  userId: string,
): FunctionRequest {
  const { identityHeader } = config;
  const added = identityHeader === false ? {} : { [identityHeader]: { value: userId } };
  return {
    ...request,
    uri: applySpaFallback(config, request.uri),
    headers: { ...request.headers, ...added },
  };
}

function adaptRefusal(
  response: FunctionResponse,
  { uri, headers: { host } }: FunctionRequest,
  config: ResolvedConfig,
): FunctionResponse {
  const location = loginLocation(config, host!.value, encodeURIComponent(uri));
  return {
    ...response,
    headers: { ...response.headers, location: { value: location } },
    cookies: config.loopGuard ? (response.cookies ?? {}) : {},
  };
}

/** Compares an answer with the expected one. */
export function compareAnswer(
  { vector, output: expected }: ExpectedAnswer,
  output: FunctionOutput,
): AnswerDifference {
  const problem =
    findVectorProblem({ vector, isExact: false }, output) ??
    findLineProblem(expected, output) ??
    COLLECTIONS.flatMap(([part, kind]) => findItemProblems(part, kind, expected, output))[0];
  const side = 'uri' in expected ? 'request' : 'response';
  const additions = [
    ...Object.keys(output)
      .filter((name) => !MEMBERS[side].includes(name))
      .map(describeName),
    ...COLLECTIONS.flatMap(([part, kind]) => {
      const known = readItems(expected, part);
      return Object.keys(readItems(output, part))
        .filter((name) => !Object.hasOwn(known, name))
        .map((name) => `${kind} ${describeName(name)}`);
    }),
  ];
  return { problem, additions: additions.map((addition) => `${addition} of the ${side}`) };
}

const COLLECTIONS = [
  ['headers', 'header'],
  ['cookies', 'cookie'],
  ['querystring', 'parameter'],
] as const;

type Collection = (typeof COLLECTIONS)[number][0];

const MEMBERS: Readonly<Record<'request' | 'response', readonly string[]>> = {
  request: ['method', 'uri', 'headers', 'cookies', 'querystring'],
  response: ['statusCode', 'headers', 'cookies'],
};

/** A difference of the status, the method or the uri. The verdict is the expected one. */
function findLineProblem(expected: FunctionOutput, output: FunctionOutput): string | undefined {
  if ('uri' in expected) {
    const found = output as FunctionRequest;
    return found.uri !== expected.uri
      ? `another uri; expected: ${describeText(expected.uri)}`
      : found.method !== expected.method
        ? 'another method'
        : undefined;
  }
  const { statusCode } = output as FunctionResponse;
  return statusCode === expected.statusCode
    ? undefined
    : `${Number.isInteger(statusCode) ? `the status ${statusCode}` : 'no status'}; expected: ${expected.statusCode}`;
}

function findItemProblems(
  part: Collection,
  kind: string,
  expected: FunctionOutput,
  output: FunctionOutput,
): string[] {
  const items = readItems(output, part);
  return Object.entries(readItems(expected, part)).flatMap(([name, item]) => {
    const found = Object.hasOwn(items, name) ? items[name] : undefined;
    if (!isRecord(found)) {
      return [`no ${kind} ${name}`];
    }
    return isSameItem(found, item as Item) ? [] : [`another ${kind} ${name}`];
  });
}

interface Item {
  readonly value: string;
  readonly attributes?: string;
}

/** Whether the value is the expected one. `multiValue` replaces it, so all its values count. */
function isSameItem(found: Record<string, unknown>, expected: Item): boolean {
  const { multiValue = [] } = found;
  return [found, ...(Array.isArray(multiValue) ? multiValue : [multiValue])].every(
    (each: unknown) =>
      isRecord(each) &&
      each.value === expected.value &&
      (each.attributes ?? '') === (expected.attributes ?? ''),
  );
}

function readItems(output: FunctionOutput, part: Collection): Record<string, unknown> {
  const items = (output as unknown as Record<string, unknown>)[part];
  return isRecord(items) ? items : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A name that the answer has: it may be any text, even a token. */
function describeName(name: string): string {
  return /^[\w.-]{1,64}$/.test(name) && !couldBeSecret(name) ? name : describeText(name);
}
