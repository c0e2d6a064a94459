import { ServiceError } from '../wire/service-error.js';

/** If-Match is required, and has to be a current ETag. */
export function checkMatch(given: string | undefined, ...etags: readonly string[]): void {
  if (!given) {
    throw new ServiceError(
      'InvalidIfMatchVersion',
      'The If-Match version is missing or not valid.',
    );
  }
  if (!etags.includes(given)) {
    throw new ServiceError('PreconditionFailed', 'The If-Match version is not the current one.');
  }
}

/** Checks the name of a function or a store. */
export function checkName(name: string): void {
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
    throw new ServiceError('InvalidArgument', 'The name takes 1 to 64 of a-z, A-Z, 0-9, "-", "_".');
  }
}

/** Checks at every depth that the `Quantity` of a list is the number of its items. */
export function checkQuantities(value: unknown, code = 'InconsistentQuantities', path = ''): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) {
    return;
  }
  const { Quantity: quantity, Items: items = [] } = value as { Quantity?: number; Items?: [] };
  if (quantity !== undefined && quantity !== items.length) {
    throw new ServiceError(code, `${path}/Quantity is ${quantity}, its Items are ${items.length}.`);
  }
  for (const [name, child] of Object.entries(value)) {
    checkQuantities(child, code, `${path}/${name}`);
  }
}
