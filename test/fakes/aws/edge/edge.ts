import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type {
  FunctionOutput,
  FunctionRequest,
  ViewerRequestEvent,
} from '../../../../build/platform/event.js';
import type { Engine } from '../../../../build/runtime/engine.js';
import { viewerRequest } from '../../event.js';
import type { Account, Entries, FakeStage } from '../state.js';
import { behaviorFor } from './behavior.js';
import { findEntries } from './entries.js';
import { runStage } from './run.js';

/** The edge locations, as viewers see them. */
export interface Edge {
  /** The answer of the slowest edge location: each part is as old as its propagation allows. */
  request(distribution: string, request: EdgeRequest): Promise<FunctionOutput>;
  /**
   * Every answer that some edge location may give now. Distribution, function and values travel
   * independently of each other, so each may be in any of its states since the last that has
   * certainly arrived.
   */
  everywhere(distribution: string, request: EdgeRequest): Promise<FunctionOutput[]>;
}

/** An event, or changes to a plain GET request. */
export type EdgeRequest = ViewerRequestEvent | Partial<FunctionRequest>;

/** What may serve a request at some edge location. */
interface EdgeState {
  readonly config: DistributionConfig;
  readonly stage?: FakeStage | undefined;
  readonly entries?: Entries | undefined;
}

export function createEdge(account: Account, engine: Engine): Edge {
  return {
    async request(distribution, request) {
      const event = toEvent(request);
      const [oldest] = listStates(account, distribution, event.request.uri);
      return answer(account, engine, oldest!, event);
    },
    async everywhere(distribution, request) {
      const event = toEvent(request);
      const answers = new Map<string, FunctionOutput>();
      for (const state of listStates(account, distribution, event.request.uri)) {
        const output = await answer(account, engine, state, event);
        answers.set(JSON.stringify(output), output);
      }
      return [...answers.values()];
    },
  };
}

/** All possible states, the oldest first. */
function listStates(account: Account, distribution: string, uri: string): EdgeState[] {
  const { clock, propagation, distributions, functions } = account;
  const found = distributions.get(distribution);
  if (!found) {
    throw new Error('there is no such distribution');
  }
  const now = clock.now();
  return found.configs.since(now - propagation.distribution).flatMap((config) => {
    // A distribution has no viewers before its first configuration.
    if (!config) {
      return [];
    }
    const arn = associatedArn(config, uri);
    if (arn === undefined) {
      return [{ config }];
    }
    const made = [...functions.values()].find((one) => one.arn === arn);
    // The first publication arrives together with the association: no edge location has only one of
    // them.
    const stages = made?.published.since(now - propagation.publish).filter((one) => one) ?? [];
    if (stages.length === 0) {
      return [{ config }];
    }
    return stages.flatMap((stage): EdgeState[] => {
      const past = stage && findEntries(account, stage)?.since(now - propagation.value);
      return (past ?? [undefined]).map((entries) => ({ config, stage, entries }));
    });
  });
}

function associatedArn(config: DistributionConfig, uri: string): string | undefined {
  const { FunctionAssociations } = behaviorFor(config, uri);
  return FunctionAssociations?.Items?.find(({ EventType }) => EventType === 'viewer-request')
    ?.FunctionARN;
}

async function answer(
  { clock }: Account,
  engine: Engine,
  { config, stage, entries }: EdgeState,
  event: ViewerRequestEvent,
): Promise<FunctionOutput> {
  if (!associatedArn(config, event.request.uri)) {
    return event.request;
  }
  if (!stage) {
    return failed(503);
  }
  const context = {
    entries,
    now: clock.now(),
    event,
    rawQuery: formatRawQuery(event.request),
  };
  const verdict = await runStage(engine, stage, context);
  if (verdict.kind === 'request') {
    return verdict.request;
  }
  return verdict.kind === 'response' ? verdict.response : failed(verdict.status);
}

/** CloudFront's own error page. */
function failed(statusCode: number): FunctionOutput {
  return {
    statusCode,
    headers: { 'x-cache': { value: 'FunctionExecutionError from cloudfront' } },
  };
}

function toEvent(request: EdgeRequest): ViewerRequestEvent {
  return 'request' in request ? request : viewerRequest(request);
}

function formatRawQuery({ querystring }: FunctionRequest): string | null {
  const pairs = Object.entries(querystring).flatMap(([name, { value, multiValue }]) =>
    (multiValue ?? [{ value }]).map((one) => `${name}=${one.value}`),
  );
  return pairs.length > 0 ? pairs.join('&') : null;
}
