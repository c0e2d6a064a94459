import { generateToken } from '../../../signer/index.js';
import { protectedFolder } from '../../compile/probes/expected.js';
import type { ResolvedConfig } from '../../config/edge-config.js';
import { ConfigError } from '../../host/errors.js';
import type { FunctionOutput, ViewerRequestEvent } from '../../platform/event.js';
import type { AwsClients } from '../clients.js';
import { redactSecrets } from '../errors.js';
import type { FunctionStage } from '../resources/functions.js';

/** What came of running a function on CloudFront's own machines, where no viewer sees it. */
export interface TestRun {
  /** What it returned; undefined where it failed. */
  readonly output: FunctionOutput | undefined;
  /** Percent of the time that a function may take; undefined where it is not told. */
  readonly utilization: number | undefined;
  /** Why it failed, with the line; empty where it did not. */
  readonly error: string;
  readonly logs: readonly string[];
}

/** Runs one copy of a function, `etag` being that copy's own. */
export async function testFunction(
  { cloudfront }: AwsClients,
  name: string,
  stage: FunctionStage,
  etag: string,
  event: ViewerRequestEvent,
): Promise<TestRun> {
  const { TestResult: result } = await cloudfront.testFunction({
    Name: name,
    Stage: stage,
    IfMatch: etag,
    EventObject: new TextEncoder().encode(JSON.stringify(event)),
  });
  const error = redactSecrets(result?.FunctionErrorMessage ?? '');
  return {
    output: error ? undefined : outputIn(result?.FunctionOutput ?? ''),
    utilization: percentIn(result?.ComputeUtilization),
    error,
    logs: result?.FunctionExecutionLogs ?? [],
  };
}

/** A page request to a path that is public in no way, with a token in the cookie or without. */
export function pageRequest(config: ResolvedConfig, token?: string): ViewerRequestEvent {
  const folder = protectedFolder(config);
  if (folder === undefined) {
    const text = 'leaves no protected path to ask for; shorten it';
    throw new ConfigError('configuration', [{ path: 'publicPaths', text }]);
  }
  return {
    version: '1.0',
    context: { eventType: 'viewer-request' },
    viewer: { ip: '192.0.2.1' },
    request: {
      method: 'GET',
      uri: `${folder}page`,
      querystring: {},
      headers: { host: { value: 'site.example' }, accept: { value: 'text/html' } },
      cookies: token === undefined ? {} : { [config.cookieName]: { value: token } },
    },
  };
}

// Nobody's id, and soon over: CloudTrail may keep what TestFunction was called with.
const TEST_USER = 'pocket-spa-auth-test';

const TEST_LIFETIME = 600;

/** A token for a test, signed with the ring's first secret. */
export function testToken(ring: string, now: number, user = TEST_USER): string {
  return generateToken(user, { secret: ring, now, maxAge: TEST_LIFETIME });
}

function percentIn(text: string | undefined): number | undefined {
  const percent = Number.parseFloat(text ?? '');
  return Number.isFinite(percent) ? percent : undefined;
}

/** Either half of the answer, as the function itself returned it. */
function outputIn(text: string): FunctionOutput | undefined {
  try {
    const { request, response } = JSON.parse(text) as Record<string, FunctionOutput | undefined>;
    return request ?? response;
  } catch {
    return undefined;
  }
}

/**
 * TestFunction's spelling of an output in the function's own: CloudFront adds an empty `statusDescription` and empty collections to a
 * response, and may leave empty collections of a request out.
 */
export function normalizeOutput(output: FunctionOutput): FunctionOutput {
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
