/** A block of HCL that declares something, with the names of its own arguments. */
export interface Block {
  /** `resource`, `data` or `ephemeral`. */
  readonly kind: string;
  readonly type: string;
  readonly arguments: readonly string[];
}

/** A use of an attribute, such as `aws_cloudfront_function.this.arn`. */
export interface Reference {
  readonly kind: string;
  readonly type: string;
  readonly attribute: string;
}

// What Terraform itself reads in every block.
const META = new Set(['count', 'depends_on', 'for_each']);

/** Reads the blocks of a text in the format of `terraform fmt`: a block ends at a "}" alone. */
export function readBlocks(text: string): readonly Block[] {
  const blocks = text.matchAll(/^(resource|data|ephemeral) "(\w+)" "\w+" \{\n([\s\S]*?)^\}$/gm);
  return [...blocks].map(([, kind = '', type = '', body = '']) => ({
    kind,
    type,
    arguments: [...body.matchAll(/^ {2}(\w+) += /gm)]
      .map(([, name = '']) => name)
      .filter((name) => !META.has(name)),
  }));
}

/** Reads the attributes of resources that a text uses. */
export function readReferences(text: string): readonly Reference[] {
  const code = text.replace(/^ *#.*$/gm, '');
  const uses = code.matchAll(
    /\b(data\.|ephemeral\.|)(aws_\w+)\.\w+(?:\[(?:\d+|\*|"\w+")\])?\.(\w+)/g,
  );
  return [...uses].map(([, prefix = '', type = '', attribute = '']) => ({
    kind: prefix.slice(0, -1) || 'resource',
    type,
    attribute,
  }));
}
