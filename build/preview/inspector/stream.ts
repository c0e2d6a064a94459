import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Decisions, RecordedDecision } from './decisions.js';
import type { DecisionExplainer, FunctionFacts } from './explainer.js';
import { sendJson, setGuards } from './responses.js';

/** More windows than anybody opens; browsers open six connections to a host. */
const STREAMS_LIMIT = 16;

/** How a decision is shown in the list. */
interface Row extends Omit<RecordedDecision, 'request'> {
  readonly method: string;
  readonly path: string;
  readonly rule: string;
}

/**
 * Creates the answer to an `EventSource`: the facts of the function, then the kept decisions, then
 * each new one. A decision is explained when somebody watches, and once.
 */
export function streamDecisions(
  decisions: Decisions,
  explainer: DecisionExplainer,
  facts: FunctionFacts,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const rows = new WeakMap<RecordedDecision, Promise<Row>>();
  let streams = 0;

  function toRow(decision: RecordedDecision): Promise<Row> {
    const known = rows.get(decision);
    if (known) {
      return known;
    }
    const { request, time, ...outcome } = decision;
    const { method } = request.event.request;
    const row = explainer
      .summarize(request, time)
      .then(({ path, rule }) => ({ ...outcome, time, method, path, rule }));
    rows.set(decision, row);
    // Nobody sees this row now; whoever looks next may.
    row.catch(() => rows.delete(decision));
    return row;
  }

  async function send(response: ServerResponse, event: string, data: object): Promise<void> {
    // JSON has no line break, which would end the field.
    if (!response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) {
      await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
    }
  }

  return async (request, response) => {
    if (request.method !== 'GET' || streams >= STREAMS_LIMIT) {
      return sendJson(response, request.method === 'GET' ? 503 : 405, {
        problem: 'Only GET, and not from this many windows.',
      });
    }
    streams++;
    const closed = new Promise<void>((resolve) => {
      response.once('close', () => {
        streams--;
        resolve();
      });
    });
    response.setHeader('content-type', 'text/event-stream');
    setGuards(response);
    await send(response, 'function', facts);
    for (let id = 0; !response.closed; ) {
      const decision = decisions.after(id);
      if (decision) {
        id = decision.id;
        await send(response, 'decision', await toRow(decision));
      } else {
        await Promise.race([decisions.next(), closed]);
      }
    }
  };
}
