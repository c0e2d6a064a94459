/** What the names of the channel, of the locks and of what is stored begin with. */
export const NAME = 'pocket-spa-auth';

/** Where the page is. A server that renders it has none. */
export let here: Location | undefined;

/** Listens to the window. On a server it does nothing. */
export let listen: (type: string, listener: (event: never) => unknown) => void = () => {};

/** One for the page, which does not hear itself. */
export let channel: BroadcastChannel | undefined;

try {
  here = location;
  listen = addEventListener as typeof listen;
  channel = new BroadcastChannel(NAME);
} catch {
  // A server has none of them, an old browser no channel, and one may be refused to a site that may
  // store nothing: this tab then hears of no other.
}

/** The path of an address that has the origin of the page; of another one, undefined. */
export function pathHere(address: string): string | undefined {
  if (!here) {
    return undefined;
  }
  const url = new URL(address, here.href);
  return url.origin === here.origin ? url.pathname : undefined;
}
