import { escapeForTerminal, textStyles } from '../host/format.js';
import type { Answer, Explanation } from './explanation.js';
import { quote } from './words.js';

/** An explanation for a terminal: the request, the steps, the answer and what would change it. */
export function formatExplanation(explanation: Explanation, color: boolean): string {
  const { bold, dim, green, red, yellow } = textStyles(color);
  const { request, steps, answer, changes, advice, disagreement } = explanation;
  const query = request.query === null ? '' : `?${request.query}`;
  const paint = {
    pass: green,
    redirect: yellow,
    refuse: red,
    answer: yellow,
    fault: red,
    unknown: yellow,
  };
  const { verdict, reason } = explanation;
  const lines = [
    bold(escapeForTerminal(`${request.method} ${request.path}${query}`)),
    dim(`  ${describeRequest(explanation)}`),
    '',
    ...steps.flatMap(({ step, text, details }) => [
      `  ${step.padEnd(9)}  ${text}`,
      ...details.map((detail) => `  ${' '.repeat(9)}  ${detail}`),
    ]),
    '',
    `  ${paint[verdict](bold(verdict))}${reason ? ` (${escapeForTerminal(reason)})` : ''}  ${describeAnswer(answer)}`,
    ...(answer ? listAnswer(answer).map((line) => `    ${line}`) : []),
  ];
  if (changes.length > 0 || advice) {
    lines.push('', 'what would change it:', ...changes.map(({ text }) => `  ${text}`));
    lines.push(...(advice ? [`  ${advice}`] : []));
  }
  if (disagreement !== null) {
    lines.push('', red(`the steps and the function disagree: ${disagreement}`));
  }
  return lines.join('\n');
}

function describeRequest({ request }: Explanation): string {
  const { host, headers, cookies } = request;
  const named = cookies.map(({ name, count }) => quote(name) + (count > 1 ? ` ×${count}` : ''));
  return [
    `host ${quote(host)}`,
    `headers ${headers.map((name) => escapeForTerminal(name)).join(', ')}`,
    named.length === 0 ? 'no cookies' : `cookies ${named.join(', ')}`,
  ].join('; ');
}

function describeAnswer(answer: Answer | null): string {
  if (answer === null) {
    return 'the secret is needed: set SPA_TOKEN_SECRET';
  }
  switch (answer.kind) {
    case 'request':
      return `the request goes on to the origin as ${quote(answer.target, 400)}`;
    case 'response':
      return `${answer.status}`;
    case 'fault':
      return `CloudFront answers ${answer.status}: the function ${answer.problem}`;
  }
}

function listAnswer(answer: Answer): string[] {
  if (answer.kind === 'request') {
    return answer.headersChanged.map((name) => `header set or removed: ${escapeForTerminal(name)}`);
  }
  if (answer.kind === 'fault') {
    return [];
  }
  return [
    ...Object.entries(answer.headers).map(
      ([name, value]) => `${name}: ${escapeForTerminal(value)}`,
    ),
    ...answer.cookies.map((name) => `set-cookie: ${escapeForTerminal(name)}=…`),
    ...(answer.bodyBytes > 0 ? [`a body of ${answer.bodyBytes} bytes`] : []),
  ];
}
