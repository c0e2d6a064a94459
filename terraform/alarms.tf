locals {
  alarms = {
    errors = {
      metric      = "FunctionExecutionErrors"
      statistic   = "Sum"
      periods     = 1
      threshold   = 1
      description = "The function of pocket-spa-auth failed: viewers got a 503"
    }
    throttles = {
      metric      = "FunctionThrottles"
      statistic   = "Sum"
      periods     = 1
      threshold   = 1
      description = "CloudFront throttled the function of pocket-spa-auth: viewers got a 503"
    }
    compute = {
      metric      = "FunctionComputeUtilization"
      statistic   = "Average"
      periods     = 3
      threshold   = 51
      description = "The function of pocket-spa-auth comes near the time that CloudFront allows"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = var.alarms ? local.alarms : {}

  # The only region that has the metrics, whatever the region of the provider.
  region = "us-east-1"

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = "AWS/CloudFront"
  metric_name         = each.value.metric
  statistic           = each.value.statistic
  period              = 300
  evaluation_periods  = each.value.periods
  threshold           = each.value.threshold
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  tags                = var.tags

  dimensions = {
    FunctionName = aws_cloudfront_function.this.name
    Region       = "Global"
  }
}
