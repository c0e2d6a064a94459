import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OwnPages } from '../handler.js';
import { splitTarget, type ViewerRequest } from '../http.js';
import { toStatus, toVerdict } from '../log.js';
import { hasLoopbackHost, isCrossSite } from '../same-site.js';
import { sendNotice } from '../status-page.js';
import type { Decision } from '../viewer-request.js';
import { createDecisions, type RecordedDecision } from './decisions.js';
import type { DecisionExplainer, FunctionFacts } from './explainer.js';
import { readPageFile, sendJson, sendPageFile } from './responses.js';
import { streamDecisions } from './stream.js';
import { parseVariation } from './variation.js';

/** Where the inspector is. */
export const INSPECTOR_PATH = '/__spa-auth/';

export interface Inspector {
  readonly pages: OwnPages;
  /** Keeps a decision of the function. `now` is in Unix seconds. */
  record(decision: Decision, now: number): void;
}

/** Creates the inspector. It holds the last 200 decisions, and answers on loopback hosts alone. */
export function createInspector(explainer: DecisionExplainer, facts: FunctionFacts): Inspector {
  const decisions = createDecisions();
  const stream = streamDecisions(decisions, explainer, facts);

  async function show(response: ServerResponse, decision: RecordedDecision): Promise<void> {
    const { id, time, request, microseconds } = decision;
    const explanation = await explainer.explain(request, time);
    sendJson(response, 200, { id, time, microseconds, explanation });
  }

  async function ask(
    request: IncomingMessage,
    response: ServerResponse,
    decision: RecordedDecision,
  ): Promise<void> {
    const variation = await parseVariation(request);
    if ('problem' in variation) {
      response.setHeader('connection', 'close');
      return sendJson(response, variation.status, { problem: variation.problem });
    }
    let changed: ViewerRequest;
    try {
      changed = await explainer.vary(decision.request, variation, decision.time);
    } catch (error) {
      if (!(error instanceof RangeError)) {
        throw error;
      }
      const problem = 'A user id has 1 to 1,024 bytes, no colon and no control character.';
      return sendJson(response, 400, { problem });
    }
    sendJson(response, 200, { explanation: await explainer.explain(changed, decision.time) });
  }

  const pages: OwnPages = {
    owns: ({ url = '' }) => `${splitTarget(url).uri}/`.startsWith(INSPECTOR_PATH),
    async answer(request, response) {
      const refusal = findRefusal(request);
      if (refusal !== undefined) {
        return sendNotice(request, response, refusal);
      }
      const { uri } = splitTarget(request.url ?? '');
      if (uri === INSPECTOR_PATH.slice(0, -1)) {
        response.writeHead(302, { location: INSPECTOR_PATH }).end();
        return;
      }
      const name = uri.slice(INSPECTOR_PATH.length);
      if (name === 'events') {
        return stream(request, response);
      }
      const id = /^decisions\/(\d{1,15})$/.exec(name)?.[1];
      if (id === undefined) {
        const file = readPageFile(name);
        return file ? sendPageFile(response, file) : sendNotice(request, response, NOT_FOUND);
      }
      const decision = decisions.find(Number(id));
      if (!decision) {
        return sendJson(response, 404, { problem: 'This decision is no longer kept.' });
      }
      return request.method === 'POST'
        ? ask(request, response, decision)
        : show(response, decision);
    },
  };

  return {
    pages,
    record({ event, rawQuery, result, microseconds }, now) {
      decisions.add({
        time: now,
        request: { event, rawQuery },
        ...toVerdict(result),
        status: toStatus(result),
        microseconds,
      });
    },
  };
}

const NOT_FOUND = {
  status: 404,
  title: 'Not a page of the inspector',
  text: `The inspector is at ${INSPECTOR_PATH}.`,
};

/** Why a request is not answered; undefined if it is. */
function findRefusal(request: IncomingMessage) {
  const { method = '', headers } = request;
  if (!hasLoopbackHost(request)) {
    return {
      status: 403,
      title: 'Not this host',
      text: 'The inspector answers on localhost and on loopback addresses alone, so that no other name that leads to this machine can read it.',
    };
  }
  if (!/^(?:GET|HEAD|POST)$/.test(method)) {
    return { status: 405, title: 'Not this method', text: 'The inspector takes GET and POST.' };
  }
  // A link from another site may lead to the page, but no other site may use what is behind it.
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && method !== 'POST';
  const isUnknown = headers.origin === undefined && headers['sec-fetch-site'] === undefined;
  if ((!isNavigation && isCrossSite(request)) || (method === 'POST' && isUnknown)) {
    return {
      status: 403,
      title: 'Sent by another site',
      text: 'The inspector takes requests of its own page alone.',
    };
  }
  return undefined;
}
