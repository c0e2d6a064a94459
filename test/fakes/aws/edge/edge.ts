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
import { entriesOf } from './entries.js';
import { runStage } from './run.js';

/** What viewers meet. */
export interface Edge {
  /** The answer where everything arrives last: each part is as old as its propagation lets it be. */
  request(distribution: string, request: EdgeRequest): Promise<FunctionOutput>;
  /**
   * Every answer that some edge location may give now. Distribution, function and values travel independently of each other, so
   * each may be in any of its states since the last that has certainly arrived.
   */
  everywhere(distribution: string, request: EdgeRequest): Promise<FunctionOutput[]>;
}

/** An event, or what a plain GET is changed to. */
export type EdgeRequest = ViewerRequestEvent | Partial<FunctionRequest>;

/** One state of what serves a request at some edge location. */
interface Scene {
  readonly config: DistributionConfig;
  readonly stage?: FakeStage | undefined;
  readonly entries?: Entries | undefined;
}

export function createEdge(account: Account, engine: Engine): Edge {
  return {
    async request(distribution, request) {
      const event = eventOf(request);
      const [oldest] = scenesOf(account, distribution, event.request.uri);
      return answer(account, engine, oldest!, event);
    },
    async everywhere(distribution, request) {
      const event = eventOf(request);
      const answers = new Map<string, FunctionOutput>();
      for (const scene of scenesOf(account, distribution, event.request.uri)) {
        const output = await answer(account, engine, scene, event);
        answers.set(JSON.stringify(output), output);
      }
      return [...answers.values()];
    },
  };
}

/** Every possible scene, the one with the oldest of everything first. */
function scenesOf(account: Account, distribution: string, uri: string): Scene[] {
  const { clock, propagation, distributions, functions } = account;
  const found = distributions.get(distribution);
  if (!found) {
    throw new Error('there is no such distribution');
  }
  const now = clock.now();
  return found.configs.since(now - propagation.distribution).flatMap((config) => {
    // Before its first configuration a distribution has no viewers.
    if (!config) {
      return [];
    }
    const arn = associatedArn(config, uri);
    if (arn === undefined) {
      return [{ config }];
    }
    const made = [...functions.values()].find((one) => one.arn === arn);
    // A first publication travels with the association: no edge location has the one without the other.
    const stages = made?.published.since(now - propagation.publish).filter((one) => one) ?? [];
    if (stages.length === 0) {
      return [{ config }];
    }
    return stages.flatMap((stage): Scene[] => {
      const past = stage && entriesOf(account, stage)?.since(now - propagation.value);
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
  { config, stage, entries }: Scene,
  event: ViewerRequestEvent,
): Promise<FunctionOutput> {
  if (!associatedArn(config, event.request.uri)) {
    return event.request;
  }
  if (!stage) {
    return failed(503);
  }
  const surroundings = { entries, now: clock.now(), event, rawQuery: rawQueryOf(event.request) };
  const judgement = await runStage(engine, stage, surroundings);
  if (judgement.kind === 'request') {
    return judgement.request;
  }
  return judgement.kind === 'response' ? judgement.response : failed(judgement.status);
}

/** CloudFront's own page in the place of an answer. */
function failed(statusCode: number): FunctionOutput {
  return {
    statusCode,
    headers: { 'x-cache': { value: 'FunctionExecutionError from cloudfront' } },
  };
}

function eventOf(request: EdgeRequest): ViewerRequestEvent {
  return 'request' in request ? request : viewerRequest(request);
}

function rawQueryOf({ querystring }: FunctionRequest): string | null {
  const pairs = Object.entries(querystring).flatMap(([name, { value, multiValue }]) =>
    (multiValue ?? [{ value }]).map((one) => `${name}=${one.value}`),
  );
  return pairs.length > 0 ? pairs.join('&') : null;
}
