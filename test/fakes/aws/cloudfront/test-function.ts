import type * as Sdk from '@aws-sdk/client-cloudfront';
import type { ViewerRequestEvent } from '../../../../build/platform/event.js';
import type { Engine } from '../../../../build/runtime/engine.js';
import { findEntries } from '../edge/entries.js';
import { runStage } from '../edge/run.js';
import type { Given, Operations } from '../server/service.js';
import type { Account } from '../state.js';
import { ServiceError } from '../wire/service-error.js';
import { checkMatch } from './checks.js';
import { findFunction, getStage, summarize } from './functions.js';

const EVENT_LIMIT = 40_960;

/** What a test may set for the answers of TestFunction. */
export interface TestFunctionSettings {
  /** Percent of the time that a function may take, the same for every run or for each event. */
  utilization: number | ((event: ViewerRequestEvent) => number);
  /** Changes an output in place, or gives another text for it; undefined changes nothing. */
  editAnswer: ((output: object) => unknown) | undefined;
  /** Whether a function that fails is answered with the error TestFunctionFailed. */
  failsWithError: boolean;
}

export function testOperations(
  account: Account,
  engine: Engine,
  testing: TestFunctionSettings,
): Operations {
  return {
    async TestFunction(input: Given<Sdk.TestFunctionRequest>): Promise<Sdk.TestFunctionResult> {
      const found = findFunction(account, input.Name);
      const stage = getStage(found, input.Stage);
      // AWS does not document which of the two ETags it wants for LIVE, so the fake accepts both.
      checkMatch(input.IfMatch, found.DEVELOPMENT.etag, stage.etag);
      const { clock, propagation } = account;
      const event = parseEvent(input.EventObject);
      const verdict = await runStage(engine, stage, {
        entries: findEntries(account, stage)?.at(clock.now() - propagation.testedValue),
        now: clock.now(),
        event,
      });
      const { kind } = verdict;
      if (kind === 'fault' && testing.failsWithError) {
        throw new ServiceError('TestFunctionFailed', `The function ${verdict.problem}`);
      }
      return {
        TestResult: {
          FunctionSummary: summarize(account, found, input.Stage),
          ComputeUtilization: String(
            typeof testing.utilization === 'function'
              ? testing.utilization(event)
              : testing.utilization,
          ),
          FunctionExecutionLogs: [],
          FunctionErrorMessage: kind === 'fault' ? `The function ${verdict.problem}` : '',
          FunctionOutput: kind === 'fault' ? '' : encodeOutput(verdict, testing),
        },
      };
    },
  };
}

function encodeOutput(verdict: object, { editAnswer }: TestFunctionSettings): string {
  const { kind: _, ...output } = verdict as { kind: string };
  const copy = structuredClone(output);
  const edited = editAnswer?.(copy);
  return typeof edited === 'string' ? edited : JSON.stringify(copy);
}

function parseEvent(bytes: Uint8Array): ViewerRequestEvent {
  const invalid = (message: string) => new ServiceError('InvalidArgument', `The event ${message}.`);
  if (bytes.length > EVENT_LIMIT) {
    throw invalid(`is over ${EVENT_LIMIT} bytes`);
  }
  let event: Partial<ViewerRequestEvent> | null;
  try {
    event = JSON.parse(Buffer.from(bytes).toString());
  } catch {
    throw invalid('is not JSON');
  }
  const { version, context, viewer, request } = event ?? {};
  if (version !== '1.0') {
    throw invalid('has no version 1.0');
  }
  if (context?.eventType !== 'viewer-request') {
    throw invalid('is not a viewer-request');
  }
  if (typeof viewer?.ip !== 'string') {
    throw invalid('has no viewer');
  }
  if (typeof request?.method !== 'string' || !request.uri?.startsWith('/')) {
    throw invalid('has no request with a method and a uri');
  }
  const names = Object.keys(request.headers ?? {});
  if (names.some((name) => name !== name.toLowerCase())) {
    throw invalid('has a header that is not in lower case');
  }
  return event as ViewerRequestEvent;
}
