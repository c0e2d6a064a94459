import type { Incoming, Input, Reply } from './message.js';
import type { Operation } from './model.js';
import { ServiceError } from './service-error.js';
import type { Member, Structure } from './shape.js';

/** How a protocol writes structures in a body. */
export interface BodyFormat {
  readonly contentType: string;
  read(text: string, name: string, structure: Structure): object;
  write(name: string, structure: Structure, value: object): string;
}

/** Finds the operation by method and path. */
export function matchRest(operations: readonly Operation[], request: Incoming): string | undefined {
  return operations.find(
    ({ http }) => http?.method === request.method && matchTarget(http.path, request),
  )?.name;
}

/** Matches the path, and the query parameters that the template asks for. */
function matchTarget(template: string, { path, query }: Incoming): boolean {
  const wanted = new URLSearchParams(template.split('?', 2)[1]);
  return (
    matchPath(template, path) !== undefined &&
    [...wanted].every(([name, value]) => query.get(name) === value)
  );
}

/** Collects the input from path, headers, query and body, as the model says for each member. */
export function decodeRest({ http, input }: Operation, request: Incoming, body: BodyFormat): Input {
  if (input.kind !== 'structure') {
    return {};
  }
  const labels = matchPath(http!.path, request.path)!;
  const found: Record<string, unknown> = {};
  for (const { name, shape, traits, required } of input.members) {
    const text = readText(name, traits, request, labels);
    if (text === undefined) {
      continue;
    }
    if (text !== null) {
      found[name] = shape.kind === 'number' ? Number(text) : text;
    }
    // The operations check If-Match themselves, because AWS has a code for it.
    else if (required && traits.httpHeader !== 'If-Match') {
      throw new ServiceError('InvalidArgument', `${name} is missing`, 400);
    }
  }
  const payload = input.members.find(({ traits }) => traits.httpPayload);
  if (payload?.shape.kind === 'structure') {
    const name = payload.traits.xmlName ?? payload.shape.name;
    found[payload.name] = body.read(request.body.toString(), name, payload.shape);
  }
  const inBody = membersInBody(input);
  if (inBody.members.length > 0) {
    Object.assign(found, body.read(request.body.toString(), input.name, inBody));
  }
  return found;
}

/** The text of a member; null if it is missing, undefined if the member is in the body. */
function readText(
  name: string,
  { httpLabel, httpHeader, httpQuery }: Member['traits'],
  { headers, query }: Incoming,
  labels: Readonly<Record<string, string>>,
): string | null | undefined {
  if (httpLabel) {
    return labels[name];
  }
  if (httpHeader) {
    return headers[httpHeader.toLowerCase()] ?? null;
  }
  return httpQuery ? query.get(httpQuery) : undefined;
}

/** Writes an output as the model says for each member. */
export function encodeRest({ http, output }: Operation, value: object, body: BodyFormat): Reply {
  const { status } = http!;
  const headers: Record<string, string> = {};
  if (output.kind !== 'structure') {
    return { status, headers, body: '' };
  }
  const given = value as Readonly<Record<string, unknown>>;
  for (const { name, traits } of output.members) {
    const content = given[name];
    if (traits.httpHeader && content !== undefined) {
      headers[traits.httpHeader] = String(content);
    }
  }
  const payload = output.members.find(({ traits }) => traits.httpPayload);
  if (payload?.shape.kind === 'blob') {
    return { status, headers, body: given[payload.name] as Uint8Array };
  }
  headers['content-type'] = body.contentType;
  if (payload?.shape.kind === 'structure') {
    const { shape } = payload;
    return { status, headers, body: body.write(shape.name, shape, given[payload.name] as object) };
  }
  return { status, headers, body: body.write(output.name, membersInBody(output), value) };
}

function membersInBody({ members, ...structure }: Structure): Structure {
  return {
    ...structure,
    members: members.filter(({ traits: { httpHeader, httpLabel, httpPayload, httpQuery } }) => {
      return !(httpHeader || httpLabel || httpPayload || httpQuery);
    }),
  };
}

/**
 * The labels of a path by a template such as `/function/{Name}/test`; undefined if the path does
 * not match.
 */
function matchPath(template: string, path: string): Record<string, string> | undefined {
  const parts = path.split('/');
  const wanted = template.split('?', 1)[0]!.split('/');
  if (parts.length !== wanted.length) {
    return undefined;
  }
  const labels: Record<string, string> = {};
  for (const [index, want] of wanted.entries()) {
    const part = parts[index]!;
    const label = /^\{(\w+)\}$/.exec(want)?.[1];
    if (label ? part === '' : part !== want) {
      return undefined;
    }
    if (label) {
      labels[label] = decodeURIComponent(part);
    }
  }
  return labels;
}
