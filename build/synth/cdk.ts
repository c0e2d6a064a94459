import { COMMENTS } from '../config/deployment.js';
import { METRIC_NAMESPACE, metricDimensions } from '../platform/metrics.js';
import { ALARMS, type Alarm, alarmName } from './alarms.js';
import { headerComment, type SynthInput, type SynthOutput } from './template.js';

/**
 * Writes a function that creates the resources in a stack and returns the association for the
 * behaviors.
 */
export function cdk(input: SynthInput): SynthOutput {
  const { name } = input.manifest;
  const comment = headerComment(input, [
    'The construct of pocket-spa-auth/cdk does all of this, and fills the store (docs/cdk.md).',
    '',
    'In a stack, once, for each behavior of the distribution that serves the site:',
    '  const functionAssociations = [spaAuth(this)];',
    "  new cloudfront.Distribution(this, 'Site', { defaultBehavior: { origin, functionAssociations } });",
  ]).map((line) => `// ${line}`.trimEnd());
  const text = `${comment.join('\n')}

${input.alarms ? ALARM_IMPORT : ''}import { aws_cloudfront as cloudfront } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export function spaAuth(scope: Construct): cloudfront.FunctionAssociation {
  const keyValueStore = new cloudfront.KeyValueStore(scope, 'SpaAuthStore', {
    keyValueStoreName: ${literal(name)},
    comment: ${literal(COMMENTS.store)},
  });
  const viewerRequest = new cloudfront.Function(scope, 'SpaAuthFunction', {
    functionName: ${literal(name)},
    comment: ${literal(COMMENTS.function)},
    runtime: cloudfront.FunctionRuntime.JS_2_0,
    code: cloudfront.FunctionCode.fromInline(CODE),
    keyValueStore,
    autoPublish: true,
  });
${input.alarms ? ALARMS.map((alarm) => formatAlarm(alarm, name)).join('') : ''}  return {
    function: viewerRequest,
    eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
  };
}

const CODE = ${literal(input.code)};
`;
  return { files: [{ name: 'spa-auth.ts', text }], singleText: text };
}

const ALARM_IMPORT = "import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';\n";

/** The stack has to be in us-east-1, the only region that has the metrics. */
function formatAlarm(alarm: Alarm, functionName: string): string {
  const { metric, statistic, period, periods, threshold, description } = alarm;
  return `  // In us-east-1, where CloudFront reports to; addAlarmAction says who is told.
  new cloudwatch.Alarm(scope, ${literal(`SpaAuth${alarm.id}Alarm`)}, {
    alarmName: ${literal(alarmName(functionName, alarm))},
    alarmDescription: ${literal(description)},
    metric: new cloudwatch.Metric({
      namespace: ${literal(METRIC_NAMESPACE)},
      metricName: ${literal(metric)},
      dimensionsMap: ${JSON.stringify(metricDimensions(functionName))},
      statistic: ${literal(statistic)},
      period: Duration.seconds(${period}),
    }),
    evaluationPeriods: ${periods},
    threshold: ${threshold},
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
`;
}

function literal(text: string): string {
  return JSON.stringify(text);
}
