import { ConfigError } from '../../errors.js';

/** Parses a JSON file; an error names the place and never quotes the text, as V8's own message does. */
export function parseJson(text: string, source: string): unknown {
  // Some Windows editors begin a file with a byte order mark, which JSON does not know.
  const json = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new ConfigError(source, [{ path: '', text: `not valid JSON${placeOf(error, json)}` }]);
  }
}

function placeOf(error: unknown, json: string): string {
  const message = String((error as Error).message);
  if (/end of JSON/.test(message)) return ': it ends too early';
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return '';
  const before = json.slice(0, Number(position)).split('\n');
  return ` at line ${before.length}, column ${before.at(-1)!.length + 1}`;
}
