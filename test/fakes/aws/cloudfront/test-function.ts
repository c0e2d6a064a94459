import type * as Sdk from '@aws-sdk/client-cloudfront';
import type { ViewerRequestEvent } from '../../../../build/platform/event.js';
import type { Engine } from '../../../../build/runtime/engine.js';
import { entriesOf } from '../edge/entries.js';
import { runStage } from '../edge/run.js';
import type { Given, Operations } from '../server/service.js';
import type { Account } from '../state.js';
import { Refusal } from '../wire/refusal.js';
import { checkMatch } from './checks.js';
import { findFunction, stageOf, summary } from './functions.js';

const EVENT_LIMIT = 40_960;

/** What a test may set about TestFunction's answers. */
export interface Testing {
  /** Percent of the time that a function may take. */
  utilization: number;
}

export function testOperations(account: Account, engine: Engine, testing: Testing): Operations {
  return {
    async TestFunction(input: Given<Sdk.TestFunctionRequest>): Promise<Sdk.TestFunctionResult> {
      const found = findFunction(account, input.Name);
      const stage = stageOf(found, input.Stage);
      // Which of the two ETags the service wants for LIVE is not documented, so either will do.
      checkMatch(input.IfMatch, found.DEVELOPMENT.etag, stage.etag);
      const { clock, propagation } = account;
      const judgement = await runStage(engine, stage, {
        entries: entriesOf(account, stage)?.at(clock.now() - propagation.testedValue),
        now: clock.now(),
        event: eventIn(input.EventObject),
      });
      const { kind } = judgement;
      return {
        TestResult: {
          FunctionSummary: summary(account, found, input.Stage),
          ComputeUtilization: String(testing.utilization),
          FunctionExecutionLogs: [],
          FunctionErrorMessage: kind === 'fault' ? `The function ${judgement.problem}` : '',
          FunctionOutput: kind === 'fault' ? '' : outputOf(judgement),
        },
      };
    },
  };
}

function outputOf(judgement: object): string {
  const { kind: _, ...output } = judgement as { kind: string };
  return JSON.stringify(output);
}

function eventIn(bytes: Uint8Array): ViewerRequestEvent {
  const refuse = (message: string) => new Refusal('InvalidArgument', `The event ${message}.`);
  if (bytes.length > EVENT_LIMIT) {
    throw refuse(`is over ${EVENT_LIMIT} bytes`);
  }
  let event: Partial<ViewerRequestEvent> | null;
  try {
    event = JSON.parse(Buffer.from(bytes).toString());
  } catch {
    throw refuse('is no JSON');
  }
  const { version, context, viewer, request } = event ?? {};
  if (version !== '1.0') {
    throw refuse('has no version 1.0');
  }
  if (context?.eventType !== 'viewer-request') {
    throw refuse('is no viewer-request');
  }
  if (typeof viewer?.ip !== 'string') {
    throw refuse('has no viewer');
  }
  if (typeof request?.method !== 'string' || !request.uri?.startsWith('/')) {
    throw refuse('has no request with a method and a uri');
  }
  const names = Object.keys(request.headers ?? {});
  if (names.some((name) => name !== name.toLowerCase())) {
    throw refuse('has a header that is not in lower case');
  }
  return event as ViewerRequestEvent;
}
