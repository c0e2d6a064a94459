# terraform test: nothing is created, and no account is needed.
mock_provider "aws" {
  mock_resource "aws_cloudfront_function" {
    defaults = {
      arn = "arn:aws:cloudfront::111122223333:function/mock"
    }
  }

  mock_resource "aws_cloudfront_key_value_store" {
    defaults = {
      arn = "arn:aws:cloudfront::111122223333:key-value-store/mock"
    }
  }
}

variables {
  code = "// pocket-spa-auth 0.1.0\nimport cf from 'cloudfront'; cf.kvs().get('token_secret');\n"
}

run "function_and_store" {
  assert {
    condition     = aws_cloudfront_function.this.name == "pocket-spa-auth" && aws_cloudfront_key_value_store.this.name == "pocket-spa-auth"
    error_message = "The function and its store have the name of the configuration."
  }

  assert {
    condition     = aws_cloudfront_function.this.runtime == "cloudfront-js-2.0" && aws_cloudfront_function.this.publish
    error_message = "The function is published, on the runtime that has KeyValueStores."
  }

  assert {
    condition     = aws_cloudfront_function.this.code == var.code
    error_message = "The code is unchanged."
  }

  assert {
    condition     = aws_cloudfront_function.this.key_value_store_associations == toset([aws_cloudfront_key_value_store.this.arn])
    error_message = "The function reads the store."
  }

  assert {
    condition     = output.function_arn == "arn:aws:cloudfront::111122223333:function/mock" && output.store_arn == "arn:aws:cloudfront::111122223333:key-value-store/mock"
    error_message = "The outputs are the ARNs."
  }

  assert {
    condition     = output.function_association == { event_type = "viewer-request", function_arn = output.function_arn }
    error_message = "The association is at viewer-request."
  }

  assert {
    condition     = output.fill_command == "npx pocket-spa-auth deploy --secret-only"
    error_message = "Without a stage, the command has none."
  }
}

run "nothing_else" {
  command = plan

  assert {
    condition     = length(data.aws_secretsmanager_secret_version.this) == 0
    error_message = "No secret is read."
  }

  assert {
    condition     = length(aws_cloudfrontkeyvaluestore_key.token_secret) == 0 && length(aws_cloudwatch_metric_alarm.this) == 0
    error_message = "No value is written into the store, and there are no alarms."
  }
}

run "stage" {
  command = plan

  variables {
    name  = "shop"
    stage = "prd"
  }

  assert {
    condition     = aws_cloudfront_function.this.name == "shop-prd" && aws_cloudfront_key_value_store.this.name == "shop-prd"
    error_message = "The stage is the end of the name, as the command line has it."
  }

  assert {
    condition     = output.fill_command == "npx pocket-spa-auth deploy --secret-only --stage prd"
    error_message = "The command fills the store of the stage."
  }
}

run "alarms" {
  command = plan

  variables {
    stage         = "prd"
    alarms        = true
    alarm_actions = ["arn:aws:sns:us-east-1:111122223333:alarms"]
    tags          = { team = "web" }
  }

  assert {
    condition     = [for alarm in aws_cloudwatch_metric_alarm.this : alarm.metric_name] == ["FunctionComputeUtilization", "FunctionExecutionErrors", "FunctionThrottles"]
    error_message = "There is an alarm for each metric."
  }

  assert {
    condition = alltrue([for name, alarm in aws_cloudwatch_metric_alarm.this :
      alarm.alarm_name == "pocket-spa-auth-prd-${name}"
      && alarm.region == "us-east-1"
      && alarm.namespace == "AWS/CloudFront"
      && alarm.dimensions == tomap({ FunctionName = "pocket-spa-auth-prd", Region = "Global" })
      && alarm.alarm_actions == toset(var.alarm_actions)
      && alarm.tags == var.tags
    ])
    error_message = "The alarms are on the function, in us-east-1, with the actions and tags."
  }
}
