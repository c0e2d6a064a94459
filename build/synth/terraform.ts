import { COMMENTS } from '../config/deployment.js';
import { METRIC_NAMESPACE, metricDimensions } from '../platform/metrics.js';
import { ALARMS, type Alarm, alarmName } from './alarms.js';
import { headerComment, type SynthInput, type SynthOutput } from './template.js';

const CODE_FILE = 'viewer-request.js';

const CREATE_FIRST = `lifecycle {
    create_before_destroy = true
  }`;

/**
 * Writes a module. In a folder it reads the code of the function from a second file; as a single
 * text it contains the code.
 */
export function terraform(input: SynthInput): SynthOutput {
  const codeFile = `file("\${path.module}/${CODE_FILE}")`;
  return {
    files: [
      { name: 'main.tf', text: formatModule(input, codeFile) },
      { name: CODE_FILE, text: input.code },
    ],
    singleText: formatModule(input, quoteHcl(input.code)),
  };
}

function formatModule(input: SynthInput, code: string): string {
  const { name, runtime } = input.manifest;
  const comment = headerComment(input, [
    'In each cache behavior of the distribution that serves the site:',
    '  function_association {',
    '    event_type   = "viewer-request"',
    '    function_arn = aws_cloudfront_function.spa_auth.arn',
    '  }',
  ]).map((line) => `# ${line}`.trimEnd());
  return `${comment.join('\n')}

resource "aws_cloudfront_key_value_store" "spa_auth" {
  name    = ${quoteHcl(name)}
  comment = ${quoteHcl(COMMENTS.store)}

  ${CREATE_FIRST}
}

resource "aws_cloudfront_function" "spa_auth" {
  name    = ${quoteHcl(name)}
  comment = ${quoteHcl(COMMENTS.function)}
  runtime = ${quoteHcl(runtime)}
  publish = true
  code    = ${code}

  key_value_store_associations = [aws_cloudfront_key_value_store.spa_auth.arn]

  # A new name makes a new function. CloudFront deletes the old one only when no behavior has it.
  ${CREATE_FIRST}
}

${input.alarms ? ALARMS.map((alarm) => formatAlarm(alarm, name)).join('') : ''}output "function_arn" {
  description = "For the function_association of a behavior, as viewer-request"
  value       = aws_cloudfront_function.spa_auth.arn
}

output "store_arn" {
  description = "Holds the secret under the key token_secret, once it is filled"
  value       = aws_cloudfront_key_value_store.spa_auth.arn
}
`;
}

/** The provider has to be in us-east-1, the only region that has the metrics. */
function formatAlarm(alarm: Alarm, functionName: string): string {
  const { metric, statistic, period, periods, threshold, description } = alarm;
  const dimensions = Object.entries(metricDimensions(functionName)).map(
    ([key, value]) => `    ${key.padEnd(12)} = ${quoteHcl(value)}`,
  );
  return `# In us-east-1, where CloudFront reports to; alarm_actions says who is told.
resource "aws_cloudwatch_metric_alarm" "spa_auth_${alarm.id.toLowerCase()}" {
  alarm_name          = ${quoteHcl(alarmName(functionName, alarm))}
  alarm_description   = ${quoteHcl(description)}
  namespace           = ${quoteHcl(METRIC_NAMESPACE)}
  metric_name         = ${quoteHcl(metric)}
  statistic           = ${quoteHcl(statistic)}
  period              = ${period}
  evaluation_periods  = ${periods}
  threshold           = ${threshold}
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"

  dimensions = {
${dimensions.join('\n')}
  }
}

`;
}

/**
 * Quotes a string of HCL. HCL has the escapes of JSON except \b and \f, and `${` and `%{` begin a
 * template.
 */
function quoteHcl(text: string): string {
  return JSON.stringify(text)
    .replace(/\\([bf])/g, (_, letter) => (letter === 'b' ? '\\u0008' : '\\u000c'))
    .replace(/[$%](?=\{)/g, (sign) => (sign === '$' ? '\\u0024' : '\\u0025'));
}
