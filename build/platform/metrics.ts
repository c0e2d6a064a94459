// What CloudFront reports of a function to CloudWatch, in us-east-1. Source: Amazon CloudFront
// Developer Guide, "Monitor CloudFront metrics", and "Metrics for CloudFront Functions".

export const METRIC_NAMESPACE = 'AWS/CloudFront';

/** The metrics of a function, and how each is summed up over a period. */
export const FUNCTION_METRICS = {
  /** Executions that failed. */
  errors: { name: 'FunctionExecutionErrors', statistic: 'Sum' },
  /** Executions that CloudFront refused. */
  throttles: { name: 'FunctionThrottles', statistic: 'Sum' },
  /** The share of the allowed time that an execution took, in percent. */
  compute: { name: 'FunctionComputeUtilization', statistic: 'Average' },
} as const;

/** The dimensions of the metrics of one function, in all edge locations together. */
export function metricDimensions(functionName: string) {
  return { FunctionName: functionName, Region: 'Global' } as const;
}
