import { createFinding, type DoorCheck } from '../findings.js';

/** Code of others at the edge, in the behaviors that do not run the function. */
export const checkEdgeCode: DoorCheck = ({ behaviors, id }) =>
  behaviors
    .filter(({ isGuarded }) => !isGuarded)
    .flatMap(({ name, behavior }) => {
      const functions = behavior.FunctionAssociations?.Items ?? [];
      const lambdas = behavior.LambdaFunctionAssociations?.Items ?? [];
      const found = [
        ...functions.flatMap(({ EventType, FunctionARN }) =>
          EventType === 'viewer-response' ? [`${FunctionARN} at viewer-response`] : [],
        ),
        ...lambdas.map(
          ({ EventType, LambdaFunctionARN }) => `Lambda@Edge ${LambdaFunctionARN} at ${EventType}`,
        ),
      ];
      if (found.length === 0) {
        return [];
      }
      const what = `the behavior ${name} of ${id} does not run the function, and runs ${found.join(', ')}`;
      const fix = 'read that code: it must leave Set-Cookie, the path and the origin as they are';
      return [createFinding('behavior-edge-code', what, fix)];
    });
