import { describe, expect, it } from 'vitest';
import { TOOLS } from '../../tools/tools.js';
import { useMoto } from '../moto.js';
import { CLOUDFRONT_QUESTIONS } from './cloudfront.js';
import type { Question } from './questions.js';
import { SECRET_QUESTIONS } from './secrets.js';
import { createFakeSide, createMotoSide, type Side } from './sides.js';

describe.runIf(TOOLS.moto)(
  'the fake answers like moto, or the reason for the difference is known',
  () => {
    const moto = useMoto();

    describe.each([
      ['Secrets Manager', SECRET_QUESTIONS],
      ['CloudFront', CLOUDFRONT_QUESTIONS],
    ])('%s', (_, questions) => {
      it.each(questions)('$title', async (question) => {
        expect(await askSide(question, await createFakeSide()), 'the fake').toEqual(question.fake);
        const reason = question.reason ?? 'as the fake does';
        expect(await askSide(question, createMotoSide(moto)), `moto: ${reason}`).toEqual(
          question.moto,
        );
      });
    });
  },
);

async function askSide({ ask }: Question, side: Side): Promise<unknown> {
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
