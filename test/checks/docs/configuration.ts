import schema from '../../../build/config/config.schema.json' with { type: 'json' };
import { table } from './table.js';

interface Property {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly anyOf?: readonly Property[];
  readonly items?: Property;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Property>>;
}

/** The generated parts of docs/configuration.md: a table of the keys of each object. */
export function renderConfigurationBlocks(): Record<string, string> {
  const { stages, ...keys } = schema.properties as Readonly<Record<string, Property>>;
  const nested = Object.entries(keys).filter(([, { properties }]) => properties);
  return {
    keys: renderKeys({ ...keys, stages: stages! }),
    ...Object.fromEntries(
      nested.map(([name, { properties }]) => [`keys: ${name}`, renderKeys(properties!)]),
    ),
  };
}

function renderKeys(properties: Readonly<Record<string, Property>>): string {
  const rows = Object.entries(properties).map(([name, property]) => {
    const [meaning, byDefault] = splitDescription(property);
    return [`\`${name}\``, describeValues(property), byDefault, meaning];
  });
  return table(['key', 'value', 'default', 'meaning'], rows);
}

/** The meaning, and the default that the description names after its first sentence. */
function splitDescription({ description = '', default: value }: Property): [string, string] {
  const parts = /^(.*?)(?:[;.] default (.*?)(?:\. (.+?))?)?\.?$/i.exec(description)!;
  const [, first, words = '', rest] = parts;
  const meaning = escapeCell(rest === undefined ? `${first}.` : `${first}. ${rest}.`);
  return [meaning, value === undefined ? escapeCell(words) : `\`${JSON.stringify(value)}\``];
}

function describeValues(property: Property): string {
  if (property.enum) {
    return property.enum.map((value) => `\`"${value}"\``).join(' or ');
  }
  if (property.anyOf) {
    // A value that switches the key off stands last.
    const [off, ...others] = property.anyOf;
    return [...others, off!].map(describeValues).join(' or ');
  }
  if (property.const !== undefined) {
    return `\`${JSON.stringify(property.const)}\``;
  }
  switch (property.type) {
    case 'array':
      return 'list of texts';
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return 'whole number';
    case 'string':
      return 'text';
    default:
      return 'object';
  }
}

function escapeCell(text: string): string {
  return text.replace(/[<*|]/g, '\\$&');
}
