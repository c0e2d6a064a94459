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

const JSON_1_1 = 'application/x-amz-json-1.1';

/** Secrets Manager: JSON 1.1, the operation in a header, everything else in the body. */
export const json11: Protocols = (model, names) => {
  const operations = byName(model, names);
  return {
    match: ({ method, path, headers }) => {
      if (method !== 'POST' || path !== '/' || headers['content-type'] !== JSON_1_1) {
        return;
      }
      const name = headers['x-amz-target']?.replace(/^secretsmanager\./, '') ?? '';
      return operations.has(name) ? name : undefined;
    },
    decode: (name, { body }) => {
      const { input } = operations.get(name)!;
      return input.kind === 'structure' ? { ...readJson(body.toString(), input) } : {};
    },
    encode: (name, output) => ({
      status: 200,
      headers: { 'content-type': JSON_1_1 },
      body: writeJson(operations.get(name)!.output, output),
    }),
    refuse: (code, message, status = model.errorStatus(code)) => ({
      status: requireStatus(status, code),
      headers: { 'content-type': JSON_1_1 },
      body: JSON.stringify({ __type: code, Message: message }),
    }),
  };
};

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
