import { isCancel, select, text } from '@clack/prompts';
import { UsageError } from '../host/errors.js';
import { type Answers, answerProblems, FRAMEWORKS } from '../init/answers.js';

type Question = () => Promise<string | symbol>;

/**
 * Asks a person for the missing answers.
 *
 * @throws UsageError if the person cancels.
 */
export async function askForAnswers(
  missing: readonly (keyof Answers)[],
  defaults: Answers,
  cwd: string,
): Promise<Partial<Answers>> {
  const questions = createQuestions(defaults, cwd);
  const answers: Partial<Record<keyof Answers, string>> = {};
  for (const key of missing) {
    const answer = await questions[key]();
    if (isCancel(answer)) {
      throw new UsageError('init: canceled; nothing was written');
    }
    answers[key] = answer as string;
  }
  return answers as Partial<Answers>;
}

function createQuestions(defaults: Answers, cwd: string): Record<keyof Answers, Question> {
  const ask = (message: string, key: 'site' | 'loginPath' | 'backendPath') => () =>
    text({
      message,
      placeholder: defaults[key],
      defaultValue: defaults[key],
      // An empty answer stands for the default.
      validate: (answer) => (answer ? answerProblems[key](answer, cwd) : undefined),
    });
  return {
    site: ask('Which folder holds the built site?', 'site'),
    loginPath: ask('Where do users log in? A path of the backend, or an https: URL', 'loginPath'),
    backendPath: ask('Which paths belong to the backend?', 'backendPath'),
    secret: () =>
      select({
        message: 'Where will the function find its secret on AWS?',
        initialValue: defaults.secret,
        options: [
          {
            value: 'kvs',
            label: 'In a KeyValueStore',
            hint: 'recommended: it can be rotated without a new function',
          },
          {
            value: 'embedded',
            label: 'Built into the function',
            hint: 'whoever may read the function can sign tokens',
          },
        ],
      }),
    framework: () =>
      select({
        message: 'What is the backend written with?',
        initialValue: defaults.framework,
        options: FRAMEWORKS.map((value) => ({ value, label: value })),
      }),
  };
}
