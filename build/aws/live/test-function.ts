import type { TestResult } from '@aws-sdk/client-cloudfront';
import { otherHost, withHost } from '../../compile/hook-rules.js';
import type { FunctionOutput, ViewerRequestEvent } from '../../platform/event.js';
import { isAwsFault, redactSecrets } from '../errors.js';
import type { FunctionStage } from '../resources/functions.js';
import type { Session } from '../session.js';

/** The stage of a function that TestFunction runs. */
export interface TestedStage {
  readonly stage: FunctionStage;
  /** The ETag of this stage. */
  readonly etag: string;
}

/** What a function did when CloudFront ran it, unseen by viewers. */
export interface TestRun {
  /** What it returned, as `normalizeOutput` writes it; undefined if it failed. */
  readonly output: FunctionOutput | undefined;
  /** Percent of the time that a function may take; undefined if AWS does not say. */
  readonly utilization: number | undefined;
  /** Why it failed, with the line of the code; empty if it did not fail. */
  readonly error: string;
}

/**
 * Runs the function on CloudFront with TestFunction, which changes nothing. If `before` redirects
 * to another host, the request is sent there: it may be the only one that is not redirected.
 */
export async function runTestFunction(
  session: Pick<Session, 'aws' | 'deployment' | 'config'>,
  stage: TestedStage,
  event: ViewerRequestEvent,
): Promise<TestRun> {
  const run = await runOnce(session, stage, event);
  const host = session.config.before === false ? undefined : otherHost(event, run.output);
  return host === undefined ? run : runOnce(session, stage, withHost(event, host));
}

async function runOnce(
  { aws, deployment }: Pick<Session, 'aws' | 'deployment'>,
  { stage, etag }: TestedStage,
  event: ViewerRequestEvent,
): Promise<TestRun> {
  const input = {
    Name: deployment.name,
    Stage: stage,
    IfMatch: etag,
    EventObject: new TextEncoder().encode(JSON.stringify(event)),
  };
  let result: TestResult | undefined;
  try {
    ({ TestResult: result } = await aws.cloudfront.testFunction(input));
  } catch (error) {
    // CloudFront may report a function that fails in its answer, or with this error.
    if (!isAwsFault(error, 'function-failed')) {
      throw error;
    }
    return { output: undefined, utilization: undefined, error: error.detail || error.reason };
  }
  const error = redactSecrets(result?.FunctionErrorMessage ?? '');
  return {
    output: error ? undefined : parseOutput(result?.FunctionOutput ?? ''),
    utilization: parsePercent(result?.ComputeUtilization),
    error,
  };
}

function parsePercent(text: string | undefined): number | undefined {
  const percent = Number.parseFloat(text ?? '');
  return Number.isFinite(percent) ? percent : undefined;
}

/** AWS wraps the output: `{"request": …}` or `{"response": …}`. */
function parseOutput(text: string): FunctionOutput | undefined {
  let output: unknown;
  try {
    const { request, response } = JSON.parse(text) as Record<string, unknown>;
    output = request ?? response;
  } catch {
    return undefined;
  }
  const isObject = typeof output === 'object' && output !== null && !Array.isArray(output);
  return isObject ? normalizeOutput(output as FunctionOutput) : undefined;
}

/**
 * Writes the output as the function returned it. TestFunction adds an empty `statusDescription` and
 * empty collections to a response, and may leave out empty collections of a request.
 */
function normalizeOutput(output: FunctionOutput): FunctionOutput {
  if ('uri' in output) {
    return {
      ...output,
      querystring: output.querystring ?? {},
      headers: output.headers ?? {},
      cookies: output.cookies ?? {},
    };
  }
  const { statusDescription: _, ...response } = output;
  return Object.fromEntries(
    Object.entries(response).filter(([, value]) => !isEmpty(value)),
  ) as unknown as FunctionOutput;
}

function isEmpty(value: unknown): boolean {
  return (
    value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  );
}
