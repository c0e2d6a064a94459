import { delay, shared } from './shared.js';
import { hearTabs, NAME, tellTabs } from './tabs.js';

/** Whether the backend's session lasts; undefined if it could not be asked. */
type Answer = boolean | undefined;

/** The backend's session, which is asked once for all who want to know. */
export interface Session {
  /** Asks, which renews the token if the session lasts. */
  readonly ask: () => Promise<Answer>;
  /** How many tokens this tab knows to have been renewed, here or in another tab. */
  renewals: number;
}

export function createSession(url: string, send: typeof fetch): Session {
  let known: Answer;

  function note(answer: Answer): void {
    known = answer;
    if (answer) {
      session.renewals++;
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

  const session = {
    renewals: 0,
    ask: shared(() => {
      known = undefined;
      const turn = globalThis.navigator?.locks?.request(`${NAME}:${url}`, askInTurn);
      // Locks are refused where a site may store nothing.
      return (turn ?? askInTurn()).catch(askInTurn);
    }),
  };
  hearTabs(url, note);
  return session;
}
