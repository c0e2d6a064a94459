import { describe, expect, it } from 'vitest';
import { compileEdge } from '../../../../build/compile/bundle.js';
import type { EdgeConfig } from '../../../../build/config/edge-config.js';
import { createExplainer } from '../../../../build/explain/explain.js';
import { parseRequest, type RequestInput } from '../../../../build/explain/input.js';
import { formatExplanation } from '../../../../build/explain/report.js';
import { type HookTexts, hook, NOW, SECRET, token, writeHooks } from '../compile/hooks/hooks.js';

async function explain(
  texts: HookTexts,
  given: Partial<RequestInput> = {},
  options: EdgeConfig = {},
) {
  const config = writeHooks(texts, options);
  const embedded = config.secret === 'embedded' ? SECRET : '';
  const code = await compileEdge(config, embedded);
  const explainer = await createExplainer({ config, code, ring: SECRET });
  const input = { target: '/docs/', method: 'GET', headers: [], ...given };
  const { request } = parseRequest(input, config.cookieName);
  const explanation = await explainer.explain(request, NOW);
  const { rule } = await explainer.summarize(request, NOW);
  expect(explanation.disagreement).toBeNull();
  expect(rule).toBe(explanation.rule);
  return explanation;
}

const codes = ({ steps }: Awaited<ReturnType<typeof explain>>) =>
  steps.map(({ step, result }) => `${step} ${result}`);

const cookie = token();
const REDIRECT =
  'return { statusCode: 301, headers: { location: { value: "https://a.example/" } } };';

describe.each<EdgeConfig>([{}, { secret: 'embedded' }, { revocation: true }])(
  'explains hooks of a build with %j:',
  (config) => {
    it('before that answers ends the request', async () => {
      const explanation = await explain({ before: hook(REDIRECT) }, { cookie }, config);
      expect(codes(explanation)).toEqual(['before answered']);
      expect(explanation).toMatchObject({
        ...{ verdict: 'redirect', reason: '', changes: [], advice: '' },
        rule: 'the hook before answers',
        answer: { status: 301, location: 'https://a.example/' },
      });
      expect(formatExplanation(explanation, false)).toContain('before     the hook before answers');
    });

    it('before that fails', async () => {
      const explanation = await explain({ before: hook('request.a.b;') }, { cookie }, config);
      expect(codes(explanation)).toEqual(['before failed']);
      expect(explanation.steps[0]!.text).toContain('fails (TypeError)');
      expect(explanation).toMatchObject({ verdict: 'refuse', answer: { status: 503 }, advice: '' });
    });

    it('hooks that do nothing', async () => {
      const texts = { before: hook(''), after: hook('') };
      const explanation = await explain(texts, { cookie }, config);
      expect(codes(explanation)).toEqual([
        'before none',
        'public no',
        'preflight no',
        'cookie valid',
        'route route',
        'after none',
      ]);
      const refused = await explain(texts, {}, config);
      expect(refused).toMatchObject({ verdict: 'redirect', reason: 'missing' });
      expect(codes(refused).at(-1)).toBe('loop counted');
    });

    it('after that rewrites the path', async () => {
      const texts = { after: hook('request.uri += "index.html";') };
      const explanation = await explain(texts, { cookie }, config);
      expect(codes(explanation).slice(-2)).toEqual(['cookie valid', 'after rewrote']);
      expect(explanation.steps.at(-1)!.text).toBe(
        'the hook after changes the request: the origin is asked for "/docs/index.html"',
      );
      expect(explanation).toMatchObject({
        verdict: 'pass',
        answer: { target: '/docs/index.html' },
      });
    });

    it('after that changes a header alone', async () => {
      const texts = { after: hook('request.headers["x-a"] = { value: "1" };') };
      const explanation = await explain(texts, { cookie }, config);
      expect(codes(explanation).slice(-2)).toEqual(['route route', 'after rewrote']);
      expect(explanation).toMatchObject({ answer: { headersChanged: ['x-a'] } });
    });

    it('after that answers, or fails', async () => {
      const answers = await explain(
        { after: hook('return { statusCode: 200 };') },
        { cookie },
        config,
      );
      expect(codes(answers).slice(-2)).toEqual(['cookie valid', 'after answered']);
      expect(answers).toMatchObject({ verdict: 'answer', rule: 'the hook after answers' });
      const fails = await explain({ after: hook('return null;') }, { cookie }, config);
      expect(codes(fails).at(-1)).toBe('after failed');
      expect(fails).toMatchObject({ verdict: 'refuse', advice: '', answer: { status: 503 } });
    });

    it('hooks that decide at random', async () => {
      const texts = { after: hook('request.uri = "/" + Math.random();') };
      expect(codes(await explain(texts, { cookie }, config)).at(-1)).toBe('after rewrote');
    });
  },
);
