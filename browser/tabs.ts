/** What the names of the channel, of the locks and of what is stored begin with. */
export const NAME = 'pocket-spa-auth';

// One for the page, which does not hear itself.
let channel: BroadcastChannel | undefined;
try {
  channel = location && new BroadcastChannel(NAME);
} catch {
  // A server has no `location`, an old browser no channel, and one may be refused to a site that
  // may store nothing: this tab then hears of no other.
}

/** Tells the other tabs of this origin something about a subject. */
export function tellTabs(subject: string, fact?: boolean): void {
  channel?.postMessage([subject, fact]);
}

/** Calls `onFact` with what each other tab tells about the subject. */
export function hearTabs(subject: string, onFact: (fact: boolean | undefined) => void): void {
  channel?.addEventListener('message', ({ data: [about, fact] }) => {
    if (about === subject) {
      onFact(fact);
    }
  });
}
