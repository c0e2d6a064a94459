import { readFileSync } from 'node:fs';

/** What the documentation of the provider says of one attribute. */
export interface Attribute {
  readonly type: string;
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
  readonly sensitive: boolean;
  readonly writeOnly: boolean;
}

export type Kind = 'resource' | 'data' | 'ephemeral';

export type Attributes = ReadonlyMap<string, Attribute>;

type Table = Readonly<
  Record<Kind, Readonly<Record<string, { attributes: Readonly<Record<string, string>> }>>>
>;

const TABLE: Table = JSON.parse(readFileSync(new URL('documented.json', import.meta.url), 'utf8'));

/** The documented attributes of each resource, data source and ephemeral resource, by its type. */
export const DOCUMENTED: Readonly<Record<Kind, ReadonlyMap<string, Attributes>>> = {
  resource: readKind('resource'),
  data: readKind('data'),
  ephemeral: readKind('ephemeral'),
};

function readKind(kind: Kind): ReadonlyMap<string, Attributes> {
  return new Map(
    Object.entries(TABLE[kind]).map(([type, { attributes }]) => [
      type,
      new Map(Object.entries(attributes).map(([name, text]) => [name, readAttribute(text)])),
    ]),
  );
}

function readAttribute(text: string): Attribute {
  const [type = '', ...words] = text.split(' ');
  const has = (word: string) => words.includes(word);
  return {
    type,
    required: has('required'),
    optional: has('optional'),
    computed: has('computed'),
    sensitive: has('sensitive'),
    writeOnly: has('writeOnly'),
  };
}
