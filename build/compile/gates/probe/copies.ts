import type { ResolvedConfig } from '../../../config/types.js';
import type { EventValue } from '../../../preview/event.js';

type Headers = Record<string, EventValue>;

/** The identity header as a viewer might forge it, in each spelling that some server takes for it; none where it is off. */
export function copiesOf({ identityHeader }: ResolvedConfig): Headers {
  if (identityHeader === false) return {};
  const names = [
    identityHeader,
    identityHeader.toUpperCase(),
    ...['-', '_', '.', '!', '~'].map((mark) => identityHeader.replace(/[-_.]/g, mark)),
  ];
  return Object.fromEntries(names.map((name) => [name, { value: 'forged' }]));
}

export function withoutCopies(config: ResolvedConfig, headers: Headers): Headers {
  const copies = copiesOf(config);
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !Object.hasOwn(copies, name)),
  );
}
