import { Refusal } from '../wire/refusal.js';

/** If-Match must be there, and be the ETag of now. */
export function checkMatch(given: string | undefined, ...etags: readonly string[]): void {
  if (!given) {
    throw new Refusal('InvalidIfMatchVersion', 'The If-Match version is missing or not valid.');
  }
  if (!etags.includes(given)) {
    throw new Refusal('PreconditionFailed', 'The If-Match version is not the current one.');
  }
}

/** Names of functions and stores. */
export function checkName(name: string): void {
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
    throw new Refusal('InvalidArgument', 'The name has to be 1 to 64 of a-z, A-Z, 0-9, "-", "_".');
  }
}

/** Every list that says how long it is has to be so long, however deep it stands. */
export function checkQuantities(value: unknown, code = 'InconsistentQuantities', path = ''): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) {
    return;
  }
  const { Quantity: quantity, Items: items = [] } = value as { Quantity?: number; Items?: [] };
  if (quantity !== undefined && quantity !== items.length) {
    throw new Refusal(code, `${path}/Quantity is ${quantity}, its Items are ${items.length}.`);
  }
  for (const [name, child] of Object.entries(value)) {
    checkQuantities(child, code, `${path}/${name}`);
  }
}
