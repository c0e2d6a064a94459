import { badge, element, facts, visible } from './element.js';

const STEPS = {
  before: 'Hook before the decision',
  identity: 'Identity header',
  public: 'Public path',
  preflight: 'Preflight',
  cookie: 'Cookie',
  kind: 'Page or fetch',
  loop: 'Loop guard',
  route: 'File or route',
  after: 'Hook after the decision',
};

// The color of a step by its code. Any other code decides nothing.
const GOOD = ['listed', 'login', 'pass', 'valid'];
const BAD = [
  'too_many',
  'not_plain',
  'missing',
  'malformed',
  'expired',
  'bad_signature',
  'revoked',
  'not_configured',
  'ended',
  'failed',
];

/** What the function saw and decided, and what it would decide otherwise. */
export function showExplanation(explanation) {
  const { request, changes, advice } = explanation;
  return [
    ...showDecision(explanation),
    (changes.length > 0 || advice) && element('h3', {}, 'What would change it'),
    changes.length > 0 && element('ul', {}, ...changes.map(({ text }) => element('li', {}, text))),
    advice && element('p', {}, `${advice[0].toUpperCase()}${advice.slice(1)}.`),
    element('h3', {}, 'Request as the function saw it'),
    showRequest(request),
  ].filter(Boolean);
}

/** The answer and the steps that led to it. */
export function showDecision(explanation) {
  const { steps, disagreement } = explanation;
  const token = steps
    .flatMap(({ candidates = [] }) => candidates)
    .find(({ result }) => result === 'valid');
  return [
    disagreement !== null &&
      element(
        'p',
        { class: 'problem', role: 'alert' },
        `The steps and the function disagree: ${disagreement}`,
      ),
    showAnswer(explanation, token),
    element('h3', {}, 'Steps'),
    element('ol', { class: 'steps' }, ...steps.map(showStep)),
  ].filter(Boolean);
}

function showAnswer({ verdict, reason, answer }, token) {
  const entries = [];
  if (token) {
    entries.push(['User', visible(token.userId)], ['Valid until', formatTime(token.expiry)]);
  }
  if (answer?.kind === 'request') {
    entries.push(['Goes on as', visible(answer.target)]);
    if (answer.headersChanged.length > 0) {
      entries.push(['Headers set or removed', answer.headersChanged.join(', ')]);
    }
  } else if (answer?.kind === 'response') {
    entries.push(['Status', String(answer.status)]);
    for (const [name, value] of Object.entries(answer.headers)) {
      entries.push([name, visible(value)]);
    }
    if (answer.cookies.length > 0) {
      entries.push(['Cookies set or removed', answer.cookies.join(', ')]);
    }
  } else if (answer) {
    entries.push(['Status', String(answer.status)], ['Problem', `the function ${answer.problem}`]);
  }
  return element(
    'div',
    { class: 'answer' },
    element('p', {}, badge(verdict), reason && element('code', {}, reason)),
    facts(entries),
  );
}

function showStep({ step, result, text, details }) {
  const mark = GOOD.includes(result) ? 'good' : BAD.includes(result) ? 'bad' : 'neutral';
  return element(
    'li',
    { class: mark },
    element('h4', {}, STEPS[step] ?? step, element('code', {}, result)),
    element('p', {}, text),
    ...details.map((detail) => element('p', { class: 'quiet' }, detail)),
  );
}

function showRequest({ method, path, query, host, headers, cookies }) {
  const named = cookies.map(({ name, count }) => visible(count > 1 ? `${name} ×${count}` : name));
  return facts([
    ['Method', method],
    ['Path', visible(path)],
    ['Query', query === null ? 'none' : visible(query)],
    ['Host', visible(host)],
    ['Headers', headers.map(visible).join(', ')],
    ['Cookies', named.length > 0 ? `${named.join(', ')} (values are not shown)` : 'none'],
  ]);
}

/** A time in Unix seconds. */
function formatTime(seconds) {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toLocaleString();
}
