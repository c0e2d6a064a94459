import { ServiceError } from './service-error.js';
import type { Shape, Structure } from './shape.js';

/**
 * Reads a JSON body. Throws ServiceError for an unknown member and for a required one that is
 * missing.
 */
export function readJson(text: string, structure: Structure): object {
  let value: unknown;
  try {
    value = JSON.parse(text || '{}');
  } catch {
    throw invalid('the body is not JSON');
  }
  return read(value, structure, 'input') as object;
}

function read(value: unknown, shape: Shape, path: string): unknown {
  switch (shape.kind) {
    case 'structure':
      return readMembers(value, shape, path);
    case 'list':
      if (!Array.isArray(value)) {
        throw invalid(`${path} is not a list`);
      }
      return value.map((item) => read(item, shape.element, path));
    case 'blob':
      if (typeof value !== 'string') {
        throw invalid(`${path} is not base64`);
      }
      return Buffer.from(value, 'base64');
    case 'timestamp':
      if (typeof value !== 'number') {
        throw invalid(`${path} is not a time in seconds`);
      }
      return new Date(value * 1000);
    case 'string':
    case 'number':
    case 'boolean':
      if (typeof value !== shape.kind) {
        throw invalid(`${path} is not a ${shape.kind}`);
      }
      return value;
    default:
      throw new Error(`no request has a ${shape.kind}`);
  }
}

function readMembers(value: unknown, structure: Structure, path: string): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(`${path} is not an object`);
  }
  const members = new Map(structure.members.map((member) => [member.name, member]));
  const result: Record<string, unknown> = {};
  for (const [name, content] of Object.entries(value)) {
    const member = members.get(name);
    if (!member) {
      throw invalid(`${path} has no member ${name}`);
    }
    if (content !== null) {
      result[name] = read(content, member.shape, `${path}.${name}`);
    }
  }
  for (const { name, required } of structure.members) {
    if (required && result[name] === undefined) {
      throw invalid(`${path} lacks ${name}`);
    }
  }
  return result;
}

export function writeJson(shape: Shape, value: unknown): string {
  return JSON.stringify(toJson(shape, value));
}

function toJson(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'structure': {
      const given = value as Readonly<Record<string, unknown>>;
      const present = shape.members.filter(({ name }) => given[name] !== undefined);
      return Object.fromEntries(
        present.map(({ name, shape }) => [name, toJson(shape, given[name])]),
      );
    }
    case 'list':
      return (value as readonly unknown[]).map((item) => toJson(shape.element, item));
    case 'map':
      return Object.fromEntries(
        Object.entries(value as object).map(([key, item]) => [key, toJson(shape.element, item)]),
      );
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    case 'timestamp':
      return (value as Date).getTime() / 1000;
    default:
      return value;
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message, 400);
}
