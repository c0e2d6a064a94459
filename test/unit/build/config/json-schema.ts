import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { DEFAULTS } from '../../../../build/config/defaults.js';
import { configSchema } from '../../../../build/config/schema.js';

interface Property {
  description?: string;
  default?: unknown;
  properties?: Record<string, Property>;
  additionalProperties?: { properties: Record<string, Property> };
}

export interface ConfigJsonSchema {
  properties: Record<string, Property>;
}

/** The JSON Schema for editors, with the sentences that document `EdgeConfig`. */
export function configJsonSchema(): ConfigJsonSchema {
  const json = z.toJSONSchema(configSchema) as unknown as ConfigJsonSchema;
  const sentences = sentencesOf(new URL('../../../../build/config/edge-config.ts', import.meta.url));
  const stage = json.properties.stages?.additionalProperties?.properties;
  for (const properties of [json.properties, stage ?? {}]) {
    describe(properties, sentences);
  }
  // A stage has no defaults: what it leaves out is as the top level has it.
  for (const [key, value] of Object.entries({ ...DEFAULTS, deploy: {}, stages: {} })) {
    json.properties[key]!.default = value;
  }
  return Object.assign({ title: 'Configuration of pocket-spa-auth' }, json);
}

function describe(properties: Record<string, Property>, sentences: Record<string, string>): void {
  for (const [key, property] of Object.entries(properties)) {
    property.description = sentences[key]!;
    describe(property.properties ?? {}, sentences);
  }
}

function sentencesOf(source: URL): Record<string, string> {
  const documented = readFileSync(source, 'utf8').matchAll(/\/\*\* (.+) \*\/\n\s+([\w$]+)\?:/g);
  return Object.fromEntries(
    Array.from(documented, ([, text, key]) => [key!, text!.replaceAll('`', '')]),
  );
}
