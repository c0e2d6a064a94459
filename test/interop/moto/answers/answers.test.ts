import { describe, expect, it } from 'vitest';
import { TOOLS } from '../../tools/tools.js';
import { useMoto } from '../moto.js';
import { CLOUDFRONT_QUESTIONS } from './cloudfront.js';
import type { Question } from './questions.js';
import { SECRET_QUESTIONS } from './secrets.js';
import { fakeSide, motoSide, type Side } from './sides.js';

describe.runIf(TOOLS.moto)('the fake answers what moto does, or it is known why not', () => {
  const moto = useMoto();

  describe.each([
    ['Secrets Manager', SECRET_QUESTIONS],
    ['CloudFront', CLOUDFRONT_QUESTIONS],
  ])('%s', (_, questions) => {
    it.each(questions)('$what', async (question) => {
      expect(await answered(question, await fakeSide()), 'the fake').toEqual(question.fake);
      const reason = question.because ?? 'as the fake does';
      expect(await answered(question, motoSide(moto)), `moto: ${reason}`).toEqual(question.moto);
    });
  });
});

async function answered({ ask }: Question, side: Side): Promise<unknown> {
  try {
    return await ask(side);
  } catch (error) {
    const { name, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    if (!$metadata) {
      throw error;
    }
    return `${name} ${$metadata.httpStatusCode}`;
  }
}
