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

/** The JSON Schema for editors. Its descriptions are the comments of `EdgeConfig`. */
export function configJsonSchema(): ConfigJsonSchema {
  const json = z.toJSONSchema(configSchema) as unknown as ConfigJsonSchema;
  const comments = readComments(
    new URL('../../../../build/config/edge-config.ts', import.meta.url),
  );
  const stage = json.properties.stages?.additionalProperties?.properties;
  for (const properties of [json.properties, stage ?? {}]) {
    addDescriptions(properties, comments);
  }
  // A stage has no defaults: a missing key has the value of the top level.
  for (const [key, value] of Object.entries({ ...DEFAULTS, deploy: {}, preview: {}, stages: {} })) {
    json.properties[key]!.default = value;
  }
  return Object.assign({ title: 'Configuration of pocket-spa-auth' }, json);
}

function addDescriptions(
  properties: Record<string, Property>,
  comments: Record<string, string>,
): void {
  for (const [key, property] of Object.entries(properties)) {
    property.description = comments[key]!;
    addDescriptions(property.properties ?? {}, comments);
  }
}

/** The text of the comment above each optional key, without backticks and line breaks. */
function readComments(source: URL): Record<string, string> {
  const documented = readFileSync(source, 'utf8').matchAll(
    /\/\*\*((?:(?!\*\/)[\s\S])+)\*\/\n\s+([\w$]+)\?:/g,
  );
  return Object.fromEntries(
    Array.from(documented, ([, comment, key]) => {
      const text = comment!.replace(/\n\s*\*/g, ' ').replace(/\s+/g, ' ');
      return [key!, text.trim().replaceAll('`', '')];
    }),
  );
}
