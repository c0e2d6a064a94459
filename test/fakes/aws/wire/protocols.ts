import { readJson, writeJson } from './json.js';
import type { Protocol } from './message.js';
import type { Model, Operation } from './model.js';
import { type BodyFormat, decodeRest, encodeRest, matchRest } from './rest.js';
import { errorXml, readXml, writeXml } from './xml.js';

type Protocols = (model: Model, names: readonly string[]) => Protocol;

/** CloudFront: XML, the operation in method and path. */
export const restXml: Protocols = (model, names) => ({
  ...rest(model, names, { contentType: 'text/xml', read: readXml, write: writeXml }),
  refuse: (code, message, status = model.errorStatus(code)) => ({
    status: requireStatus(status, code),
    headers: { 'content-type': 'text/xml' },
    body: errorXml(code, message),
  }),
});

/** The KeyValueStore's data plane: JSON, the operation in method and path. */
export const restJson: Protocols = (model, names) => ({
  ...rest(model, names, {
    contentType: 'application/json',
    read: (text, _name, structure) => readJson(text, structure),
    write: (_name, structure, value) => writeJson(structure, value),
  }),
  refuse: (code, message, status = model.errorStatus(code)) => ({
    status: requireStatus(status, code),
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ Message: message }),
  }),
});

/** Secrets Manager: JSON 1.1. */
export const json11: Protocols = (model, names) =>
  json(model, names, 'application/x-amz-json-1.1', 'secretsmanager');

/** CloudWatch: JSON 1.0. */
export const json10: Protocols = (model, names) =>
  json(model, names, 'application/x-amz-json-1.0', 'GraniteServiceVersion20100801');

/** JSON: the operation in a header, everything else in the body. */
function json(
  model: Model,
  names: readonly string[],
  contentType: string,
  service: string,
): Protocol {
  const operations = byName(model, names);
  return {
    match: ({ method, path, headers }) => {
      const [target, name] = headers['x-amz-target']?.split('.') ?? [];
      const isOurs = method === 'POST' && path === '/' && headers['content-type'] === contentType;
      return isOurs && target === service && operations.has(name ?? '') ? name : undefined;
    },
    decode: (name, { body }) => {
      const { input } = operations.get(name)!;
      return input.kind === 'structure' ? { ...readJson(body.toString(), input) } : {};
    },
    encode: (name, output) => ({
      status: 200,
      headers: { 'content-type': contentType },
      body: writeJson(operations.get(name)!.output, output),
    }),
    refuse: (code, message, status = model.errorStatus(code)) => ({
      status: requireStatus(status, code),
      headers: { 'content-type': contentType },
      body: JSON.stringify({ __type: code, Message: message }),
    }),
  };
}

function rest(model: Model, names: readonly string[], body: BodyFormat): Omit<Protocol, 'refuse'> {
  const operations = byName(model, names);
  return {
    match: (request) => matchRest([...operations.values()], request),
    decode: (name, request) => decodeRest(operations.get(name)!, request, body),
    encode: (name, output) => encodeRest(operations.get(name)!, output, body),
  };
}

function byName(model: Model, names: readonly string[]): ReadonlyMap<string, Operation> {
  return new Map(names.map((name) => [name, model.operation(name)]));
}

/**
 * A code that is not in the model needs a status of its own; without one it is a mistake of the
 * fake.
 */
function requireStatus(status: number | undefined, code: string): number {
  if (status === undefined) {
    throw new Error(`the model has no error ${code}`);
  }
  return status;
}
