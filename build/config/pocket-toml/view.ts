/** A table of a TOML document. */
export type Table = Readonly<Record<string, unknown>>;

/** A document as one stage sees it: the stage's sections over the common ones. */
export interface View {
  readonly stage: string | undefined;
  at(...path: readonly string[]): unknown;
  /** Where a value stands in the file, such as `dev.cloudfront.web.routes[0].login_path`. */
  place(...path: readonly (string | number)[]): string;
}

export function viewOf(document: Table, stage: string | undefined): View {
  const own = stage === undefined ? undefined : field(document, stage);
  const merged = isTable(own) ? merge(document, own) : document;
  return {
    stage,
    at: (...path) => path.reduce<unknown>(field, merged),
    place(...path) {
      const start = path.findIndex((step) => typeof step === 'number');
      const named = path.slice(0, start < 0 ? path.length : start) as string[];
      const isOwn = named.reduce<unknown>(field, own) !== undefined;
      return textOf(isOwn ? [stage!, ...path] : path);
    },
  };
}

export function isTable(value: unknown): value is Table {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  );
}

/** The value of a key; undefined where there is none, or no table. */
export function field(table: unknown, key: string): unknown {
  return isTable(table) && Object.hasOwn(table, key) ? table[key] : undefined;
}

export function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

/** As magic-pocket merges a stage: tables key by key, while a list or a value replaces the one below it. */
function merge(below: unknown, above: unknown): unknown {
  if (!isTable(below) || !isTable(above)) return above;
  const merged: Record<string, unknown> = Object.assign(Object.create(null), below);
  for (const [key, value] of Object.entries(above)) {
    merged[key] = Object.hasOwn(merged, key) ? merge(merged[key], value) : value;
  }
  return merged;
}

function textOf(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}
