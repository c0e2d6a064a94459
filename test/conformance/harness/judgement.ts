import type { Case } from './cases.js';
import type { Implementation } from './implementation.js';
import type { Request } from './request.js';

/** How the implementations answered one case, where they did not all agree. */
export interface Disagreement {
  readonly kind: string;
  readonly index: number;
  readonly about: string;
  /** Each answer, in words, and who gave it. */
  readonly answers: ReadonlyMap<string, readonly string[]>;
}

export interface Judgement {
  /** By implementation: the cases that it answered, and those where it said what most say. */
  readonly asked: readonly number[];
  readonly agreed: readonly number[];
  /** How often each verdict was the one that most gave. */
  readonly verdicts: ReadonlyMap<string, number>;
  readonly disagreements: readonly Disagreement[];
}

// The edge may refuse without having looked at a secret that it cannot use (SPEC 3).
const WITHOUT_SECRET: readonly string[] = ['not_configured', 'malformed', 'expired'];

/** Puts the cases to all implementations and compares. What most libraries say is right, and the edges have to say the same. */
export async function judge(
  implementations: readonly Implementation[],
  cases: readonly Case[],
): Promise<Judgement> {
  const requests = cases.map(({ request }) => request);
  const answers = await Promise.all(implementations.map((each) => each.answer(requests)));
  const asked = implementations.map(() => 0);
  const agreed = implementations.map(() => 0);
  const verdicts = new Map<string, number>();
  const disagreements: Disagreement[] = [];
  cases.forEach((one, at) => {
    const given = answers.map((list) => (at in list ? list[at]! : 'gave no answer'));
    const right = rightOf(implementations, given);
    verdicts.set(wordOf(right.library), (verdicts.get(wordOf(right.library)) ?? 0) + 1);
    let unanimous = true;
    given.forEach((answer, who) => {
      if (answer === null) {
        return;
      }
      asked[who]! += 1;
      if (answer === (implementations[who]!.isEdge ? right.edge : right.library)) {
        agreed[who]! += 1;
      } else {
        unanimous = false;
      }
    });
    if (!unanimous) {
      disagreements.push(described(one, implementations, given));
    }
  });
  return { asked, agreed, verdicts, disagreements };
}

function rightOf(
  implementations: readonly Implementation[],
  given: readonly (string | null)[],
): { library: string; edge: string } {
  const of = (isEdge: boolean) =>
    mostFrequent(given.filter((_, who) => implementations[who]!.isEdge === isEdge));
  const library = of(false);
  const edge = of(true);
  if (library === 'error\tsecret' && WITHOUT_SECRET.includes(edge)) {
    return { library, edge };
  }
  return { library, edge: withoutExpiry(library) };
}

/** Of several as frequent, the first. */
function mostFrequent(answers: readonly (string | null)[]): string {
  const counts = new Map<string, number>();
  for (const answer of answers) {
    if (answer !== null) {
      counts.set(answer, (counts.get(answer) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

function withoutExpiry(answer: string): string {
  return answer.startsWith('valid\t') ? answer.split('\t').slice(0, 2).join('\t') : answer;
}

function described(
  { kind, index, request }: Case,
  implementations: readonly Implementation[],
  given: readonly (string | null)[],
): Disagreement {
  const answers = new Map<string, string[]>();
  given.forEach((answer, who) => {
    if (answer === null) {
      return;
    }
    const words = inWords(answer);
    answers.set(words, [...(answers.get(words) ?? []), implementations[who]!.name]);
  });
  return { kind, index, about: about(request), answers };
}

// Lengths and counts only: what is asked holds tokens, and a ring holds secrets.
function about(request: Request): string {
  const ring = 'secret' in request ? `, ring of ${request.secret.length} characters` : '';
  switch (request.verb) {
    case 'sign':
      return `sign, user id of ${request.userId.length} characters, maxAge ${request.maxAge}${ring}`;
    case 'check':
      return `check, token of ${request.token.length} characters, now ${request.now}, tolerance ${request.clockTolerance}${ring}`;
    case 'read':
      return `read, header of ${request.header.length} characters, name ${request.cookieName}, now ${request.now}, tolerance ${request.clockTolerance}${ring}`;
    case 'login':
      return `login, token of ${request.token.length} characters, maxAge ${request.maxAge}`;
    case 'logout':
      return 'logout';
  }
}

function inWords(answer: string): string {
  const [word, text, expiry] = answer.split('\t') as [string, string?, string?];
  if (word === 'error') {
    return `error ${text}`;
  }
  const size =
    text === undefined ? '' : ` (${text.length / 2} bytes${expiry ? `, expiry ${expiry}` : ''})`;
  return `${word}${size}`;
}

function wordOf(answer: string): string {
  const [word, text] = answer.split('\t') as [string, string?];
  return word === 'error' ? `error ${text}` : word;
}
