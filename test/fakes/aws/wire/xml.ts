import { XMLParser } from 'fast-xml-parser';
import { ServiceError } from './service-error.js';
import type { Member, Shape, Structure } from './shape.js';

const NAMESPACE = 'http://cloudfront.amazonaws.com/doc/2020-05-31/';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
});

type Node = string | { readonly [name: string]: Node | Node[] };

/**
 * Reads a document with the root `name`. Throws ServiceError for an unknown element and for a
 * required one that is missing.
 */
export function readXml(text: string, name: string, structure: Structure): object {
  let document: Readonly<Record<string, Node>>;
  try {
    document = parser.parse(text, true);
  } catch {
    throw malformed('the document is not well-formed');
  }
  const root = document[name];
  if (root === undefined) {
    throw malformed(`the root is not ${name}`);
  }
  const { '@xmlns': namespace, ...content } = typeof root === 'string' ? {} : root;
  if (namespace !== NAMESPACE) {
    throw malformed(`${name} is not in the namespace of the API`);
  }
  return readStructure(content, structure, name);
}

function readStructure(node: Node, structure: Structure, path: string): object {
  if (typeof node === 'string' && node.trim() !== '') {
    throw malformed(`text in ${path}`);
  }
  const children = typeof node === 'string' ? {} : node;
  const byName = new Map(structure.members.map((member) => [xmlName(member), member]));
  const read: Record<string, unknown> = {};
  for (const [name, child] of Object.entries(children)) {
    if (name === '#text' && String(child).trim() === '') {
      continue;
    }
    const member = byName.get(name);
    if (!member) {
      throw malformed(`${path} has no element ${name}`);
    }
    if (Array.isArray(child)) {
      throw malformed(`${path} has ${name} twice`);
    }
    read[member.name] = readNode(child, member.shape, `${path}/${name}`);
  }
  for (const { name, required } of structure.members) {
    if (required && read[name] === undefined) {
      throw malformed(`${path} lacks ${name}`);
    }
  }
  return read;
}

function readNode(node: Node, shape: Shape, path: string): unknown {
  if (shape.kind === 'structure') {
    return readStructure(node, shape, path);
  }
  if (shape.kind === 'list') {
    const { '#text': _, ...children } = typeof node === 'string' ? {} : node;
    const unknown = Object.keys(children).find((name) => name !== shape.elementName);
    if (unknown !== undefined) {
      throw malformed(`${path} has no element ${unknown}`);
    }
    const items = children[shape.elementName] ?? [];
    return [items].flat().map((item) => readNode(item, shape.element, path));
  }
  if (typeof node !== 'string') {
    throw malformed(`${path} has elements where text belongs`);
  }
  switch (shape.kind) {
    case 'number':
      if (!/^-?\d+(?:\.\d+)?$/.test(node)) {
        throw malformed(`${path} is not a number`);
      }
      return Number(node);
    case 'boolean':
      if (node !== 'true' && node !== 'false') {
        throw malformed(`${path} is not a boolean`);
      }
      return node === 'true';
    case 'blob':
      return Buffer.from(node, 'base64');
    case 'timestamp':
      return new Date(node);
    default:
      return node;
  }
}

/** Writes a document with the root `name`. */
export function writeXml(name: string, shape: Shape, value: unknown): string {
  const root = writeNode(name, shape, value).replace(`<${name}`, `<${name} xmlns="${NAMESPACE}"`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
}

function writeNode(name: string, shape: Shape, value: unknown): string {
  return `<${name}>${writeContent(shape, value, name)}</${name}>`;
}

function writeContent(shape: Shape, value: unknown, path: string): string {
  if (shape.kind === 'structure') {
    return writeMembers(shape, value as object, path);
  }
  if (shape.kind === 'list') {
    const items = value as readonly unknown[];
    return items.map((item) => writeNode(shape.elementName, shape.element, item)).join('');
  }
  if (shape.kind === 'timestamp') {
    return (value as Date).toISOString();
  }
  if (shape.kind === 'blob') {
    return Buffer.from(value as Uint8Array).toString('base64');
  }
  return String(value).replace(/[<>&]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function writeMembers(structure: Structure, value: object, path: string): string {
  const given = value as Readonly<Record<string, unknown>>;
  const parts: string[] = [];
  for (const member of structure.members) {
    const content = given[member.name];
    // CloudFront leaves out the Items of an empty list.
    if (member.name === 'Items' && Array.isArray(content) && content.length === 0) {
      continue;
    }
    if (content !== undefined) {
      parts.push(writeNode(xmlName(member), member.shape, content));
    } else if (member.required) {
      throw new Error(`the answer's ${path} lacks ${member.name}`);
    }
  }
  return parts.join('');
}

export function errorXml(code: string, message: string): string {
  return `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message.replace(/[<>&]/g, ' ')}</Message></Error><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>`;
}

function xmlName({ name, traits }: Member): string {
  return traits.xmlName ?? name;
}

function malformed(message: string): ServiceError {
  return new ServiceError('MalformedXML', message, 400);
}
