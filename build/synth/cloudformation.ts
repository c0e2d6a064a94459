import { COMMENTS } from '../config/deployment.js';
import { METRIC_NAMESPACE, metricDimensions } from '../platform/metrics.js';
import { ALARMS, type Alarm, alarmName } from './alarms.js';
import type { SynthInput, SynthOutput } from './template.js';

const STORE = 'SpaAuthStore';

const FUNCTION = 'SpaAuthFunction';

/** Writes a template in JSON: the code then needs JSON's escapes only. */
export function cloudformation({ code, manifest, fill, alarms }: SynthInput): SynthOutput {
  const { name, version, runtime } = manifest;
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Log in first, at the edge: the CloudFront Function of pocket-spa-auth ${version} and its KeyValueStore`,
    Metadata: {
      'pocket-spa-auth': {
        Fill: `The store is made empty, and the function lets nobody in before it is filled. Fill it after each deployment that made it: ${fill}`,
        ...(alarms && {
          Alarms:
            'CloudFront reports to CloudWatch in us-east-1 only, so this stack has to be there. Add AlarmActions to be told.',
        }),
        Associate: `In each behavior of the distribution that serves the site: "FunctionAssociations": [{ "EventType": "viewer-request", "FunctionARN": { "Fn::GetAtt": ["${FUNCTION}", "FunctionARN"] } }]`,
      },
    },
    Resources: {
      [STORE]: {
        Type: 'AWS::CloudFront::KeyValueStore',
        Properties: { Name: name, Comment: COMMENTS.store },
      },
      [FUNCTION]: {
        Type: 'AWS::CloudFront::Function',
        Properties: {
          Name: name,
          AutoPublish: true,
          FunctionConfig: {
            Comment: COMMENTS.function,
            Runtime: runtime,
            KeyValueStoreAssociations: [{ KeyValueStoreARN: { 'Fn::GetAtt': [STORE, 'Arn'] } }],
          },
          FunctionCode: code,
        },
      },
      ...(alarms ? Object.fromEntries(ALARMS.map((alarm) => formatAlarm(alarm, name))) : {}),
    },
    Outputs: {
      FunctionArn: {
        Description: 'For the FunctionAssociations of a behavior, as viewer-request',
        Value: { 'Fn::GetAtt': [FUNCTION, 'FunctionARN'] },
      },
      StoreArn: {
        Description: 'Holds the secret under the key token_secret, once it is filled',
        Value: { 'Fn::GetAtt': [STORE, 'Arn'] },
      },
    },
  };
  const text = `${JSON.stringify(template, null, 2)}\n`;
  return { files: [{ name: 'template.json', text }], singleText: text };
}

function formatAlarm(alarm: Alarm, functionName: string) {
  const { metric, statistic, period, periods, threshold, description } = alarm;
  const resource = {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: alarmName(functionName, alarm),
      AlarmDescription: description,
      Namespace: METRIC_NAMESPACE,
      MetricName: metric,
      Dimensions: Object.entries(metricDimensions(functionName)).map(([Name, Value]) => ({
        Name,
        Value,
      })),
      Statistic: statistic,
      Period: period,
      EvaluationPeriods: periods,
      Threshold: threshold,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    },
  };
  return [`SpaAuth${alarm.id}Alarm`, resource] as const;
}
