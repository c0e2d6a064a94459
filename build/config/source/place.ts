import { SourceMap, type SourceMapPayload } from 'node:module';
import { basename } from 'node:path';

export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Where an error comes from in the file `source`, by its stack, which names places in the bundle that was run in its stead.
 * Undefined where that cannot be told, or where it is in another file.
 */
export function placeIn(source: string, stack: unknown, bundle: string): Place | undefined {
  const map = sourceMapOf(bundle);
  for (const frame of map ? String(stack).matchAll(/\.bundled_\w+\.mjs:(\d+):(\d+)/g) : []) {
    const entry = map!.findEntry(Number(frame[1]) - 1, Number(frame[2]) - 1);
    if ('originalSource' in entry && basename(entry.originalSource) === source) {
      return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
    }
  }
  return undefined;
}

function sourceMapOf(bundle: string): SourceMap | undefined {
  const [, data] =
    /\n\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(bundle) ?? [];
  return data === undefined
    ? undefined
    : new SourceMap(JSON.parse(Buffer.from(data, 'base64').toString()) as SourceMapPayload);
}
