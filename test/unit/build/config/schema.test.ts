import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { configJsonSchema } from './json-schema.js';

describe('config.schema.json', () => {
  it('is generated from the schema in the code; `npx vitest run --update` writes it', async () => {
    await expect(`${JSON.stringify(configJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
      '../../../../build/config/config.schema.json',
    );
  });

  const published = configJsonSchema();
  const validate = new Ajv2020().compile(published);

  it('has a description and a default for every key', () => {
    const { $schema, ...keys } = published.properties;
    expect($schema!.description).toMatch(/^The JSON Schema/);
    for (const key of Object.values(keys)) {
      expect(key.description).toMatch(/; default /);
      expect(key).toHaveProperty('default');
    }
    for (const key of Object.values(keys.stages!.additionalProperties!.properties)) {
      expect(key).toHaveProperty('description');
    }
    for (const key of Object.values(keys.deploy!.properties!)) {
      expect(key).toHaveProperty('description');
    }
  });

  it.each([
    [{}, true],
    [{ $schema: './x.json', spaFallback: false, stages: { dev: { clockTolerance: 5 } } }, true],
    [{ publicPaths: ['/a/*'], identityHeader: 'x-user' }, true],
    [{ deploy: { name: 'shop' }, stages: { prd: { deploy: { distribution: 'E123456' } } } }, true],
    [{ deploy: { distribution: 'shop' } }, false],
    [{ deploy: { nmae: 'shop' } }, false],
    [{ preview: { headers: { '/*.html': { 'Cache-Control': 'no-cache' } } } }, true],
    [{ preview: { headers: { '/a b': {} } } }, false],
    [{ preview: { headers: { '/a': { 'Cache-Control': 'no\ncache' } } } }, false],
    [{ preview: { header: {} } }, false],
    [{ loginpath: '/a' }, false],
    [{ stages: { dev: { stages: {} } } }, false],
    [{ clockTolerance: 86_401 }, false],
    [{ nextParam: 'a b' }, false],
    [{ spaFallback: true }, false],
  ])('accepts or refuses like the code: %j %s', (config, valid) =>
    expect(validate(config)).toBe(valid),
  );
});
