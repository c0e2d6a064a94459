import { NAME } from './page.js';
import { delay, shared } from './shared.js';
import { hearTabs, tellTabs } from './tabs.js';

/** Whether the backend's session lasts; undefined if it could not be asked. */
type Answer = boolean | undefined;

/**
 * Creates a function that asks the backend's session, once for all who want to know, which renews
 * the token if the session lasts. `onRenewal` hears of each renewal, here or in another tab.
 */
export function createSession(
  url: string,
  send: typeof fetch,
  onRenewal: () => void,
): () => Promise<Answer> {
  let known: Answer;

  function note(answer: Answer): void {
    known = answer;
    if (answer) {
      onRenewal();
    }
  }

  const request = () =>
    send(url, {
      credentials: 'same-origin',
      cache: 'no-store',
      // One leads to a login page, whose 200 is no "yes".
      redirect: 'manual',
      // Other tabs wait. Safari has the function since 16, Chrome since 103.
      signal: AbortSignal.timeout?.(15_000),
    }).then(
      ({ ok, status }) => (status < 500 && status !== 429 ? ok : undefined),
      () => undefined,
    );

  async function askInTurn(): Promise<Answer> {
    // A tab that has waited takes the answer that came meanwhile.
    if (known === undefined) {
      note(await request());
      tellTabs(url, known);
      // The message has to be there before the next tab has its turn.
      await delay(50);
    }
    return known;
  }

  hearTabs(url, note);
  return shared(async () => {
    known = undefined;
    try {
      return await navigator.locks.request(`${NAME}:${url}`, askInTurn);
    } catch {
      // There are none, or they are refused where a site may store nothing.
      return askInTurn();
    }
  });
}
