import { channel } from './page.js';

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
