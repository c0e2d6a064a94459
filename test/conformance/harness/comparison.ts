import type { Case } from './differential-cases.js';
import type { Implementation } from './implementation.js';
import type { Request } from './protocol.js';

/** The different answers to one case. */
export interface Disagreement {
  readonly kind: string;
  readonly index: number;
  /** A description without tokens and secrets. */
  readonly request: string;
  /** The implementations that gave each answer. */
  readonly answers: ReadonlyMap<string, readonly string[]>;
}

export interface Comparison {
  /** The number of cases that each implementation answered. */
  readonly answered: readonly number[];
  /** The number of cases in which each implementation gave the expected answer. */
  readonly agreed: readonly number[];
  /** How often each verdict was the expected one. */
  readonly verdicts: ReadonlyMap<string, number>;
  readonly disagreements: readonly Disagreement[];
}

// If the secret is not usable, the edge may give any of these reasons, because it may refuse a
// token without reading the secret (SPEC 3).
const WITHOUT_SECRET: readonly string[] = ['not_configured', 'malformed', 'expired'];

/**
 * Compares the answers of all implementations to the cases. The answer of most libraries is
 * expected from all libraries and edge functions.
 */
export async function compareAnswers(
  implementations: readonly Implementation[],
  cases: readonly Case[],
): Promise<Comparison> {
  const requests = cases.map(({ request }) => request);
  const answers = await Promise.all(implementations.map((one) => one.answer(requests)));
  const answered = implementations.map(() => 0);
  const agreed = implementations.map(() => 0);
  const verdicts = new Map<string, number>();
  const disagreements: Disagreement[] = [];
  cases.forEach((testCase, index) => {
    const given = answers.map((list) => (index in list ? list[index]! : 'gave no answer'));
    const expected = findExpected(implementations, given);
    if (expected.library !== '') {
      const verdict = formatVerdict(expected.library);
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    }
    let unanimous = true;
    given.forEach((answer, i) => {
      if (answer === null) {
        return;
      }
      answered[i]! += 1;
      if (answer === (implementations[i]!.isEdge ? expected.edge : expected.library)) {
        agreed[i]! += 1;
      } else {
        unanimous = false;
      }
    });
    if (!unanimous) {
      disagreements.push(describeDisagreement(testCase, implementations, given));
    }
  });
  return { answered, agreed, verdicts, disagreements };
}

function findExpected(
  implementations: readonly Implementation[],
  given: readonly (string | null)[],
): { library: string; edge: string } {
  const majority = (isEdge: boolean) =>
    findMostFrequent(given.filter((_, i) => implementations[i]!.isEdge === isEdge));
  const library = majority(false);
  const edge = majority(true);
  const isWithoutSecret = library === 'error\tsecret' && WITHOUT_SECRET.includes(edge);
  // Empty if no library could be asked.
  if (library === '' || isWithoutSecret) {
    return { library, edge };
  }
  return { library, edge: removeExpiry(library) };
}

/** The most frequent answer, or the first of several. */
function findMostFrequent(answers: readonly (string | null)[]): string {
  const counts = new Map<string, number>();
  for (const answer of answers) {
    if (answer !== null) {
      counts.set(answer, (counts.get(answer) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

function removeExpiry(answer: string): string {
  return answer.startsWith('valid\t') ? answer.split('\t').slice(0, 2).join('\t') : answer;
}

function describeDisagreement(
  { kind, index, request }: Case,
  implementations: readonly Implementation[],
  given: readonly (string | null)[],
): Disagreement {
  const answers = new Map<string, string[]>();
  given.forEach((answer, i) => {
    if (answer === null) {
      return;
    }
    const words = describeAnswer(answer);
    answers.set(words, [...(answers.get(words) ?? []), implementations[i]!.name]);
  });
  return { kind, index, request: describeRequest(request), answers };
}

// Only lengths and numbers are shown, because a request contains tokens and secrets.
function describeRequest(request: Request): string {
  const ring = 'secret' in request ? `, ring of ${request.secret.length} characters` : '';
  switch (request.verb) {
    case 'sign':
      return `sign, user id of ${request.userId.length} characters, maxAge ${request.maxAge}${ring}`;
    case 'check':
      return `check, token of ${request.token.length} characters, now ${request.now}, tolerance ${request.clockTolerance}${describeCutOff(request)}${ring}`;
    case 'read':
      return `read, header of ${request.header.length} characters, name ${request.cookieName}, now ${request.now}, tolerance ${request.clockTolerance}${describeCutOff(request)}${ring}`;
    case 'login':
      return `login, token of ${request.token.length} characters, maxAge ${request.maxAge}${describeOptions(request.options)}`;
    case 'logout':
      return `logout${describeOptions(request.options)}`;
    case 'key':
      return `key, user id of ${request.userId.length} characters`;
    case 'next':
      // It contains no secret, and its characters are what matters.
      return `next, ${JSON.stringify(request.next.slice(0, 100))} of ${request.next.length} characters, fallback ${JSON.stringify(request.fallback ?? null)}, allowed ${JSON.stringify(request.allowedOrigins)}`;
  }
}

function describeOptions(options: object | undefined): string {
  return options === undefined ? '' : `, options ${JSON.stringify(options)}`;
}

function describeCutOff({ cutOff }: { cutOff?: number }): string {
  return cutOff === undefined ? '' : `, cut-off ${cutOff}`;
}

function describeAnswer(answer: string): string {
  const [word, text, expiry] = answer.split('\t') as [string, string?, string?];
  if (word === 'error') {
    return `error ${text}`;
  }
  const size =
    text === undefined ? '' : ` (${text.length / 2} bytes${expiry ? `, expiry ${expiry}` : ''})`;
  return `${word}${size}`;
}

function formatVerdict(answer: string): string {
  const [word, text] = answer.split('\t') as [string, string?];
  return word === 'error' ? `error ${text}` : word;
}
