# What each variable refuses. The longest name that is allowed comes last.
mock_provider "aws" {}

variables {
  code = "// pocket-spa-auth 0.1.0\nimport cf from 'cloudfront'; cf.kvs().get('token_secret');\n"
}

run "path_instead_of_code" {
  command = plan

  variables {
    code = ".spa-auth/viewer-request.js"
  }

  expect_failures = [var.code]
}

run "code_of_something_else" {
  command = plan

  variables {
    code = "function handler(event) { return event.request; } // token_secret"
  }

  expect_failures = [var.code]
}

run "embedded_secret" {
  command = plan

  variables {
    code = "// pocket-spa-auth 0.1.0\nfunction handler(event) { return event.request; }\n"
  }

  expect_failures = [var.code]
}

run "large_code" {
  command = plan

  variables {
    code = "// pocket-spa-auth 0.1.0 token_secret ${join("", [for i in range(1024) : "0123456789"])}"
  }

  expect_failures = [var.code]
}

run "name_with_a_space" {
  command = plan

  variables {
    name = "my site"
  }

  expect_failures = [var.name]
}

run "empty_name" {
  command = plan

  variables {
    name = ""
  }

  expect_failures = [var.name]
}

run "long_name" {
  command = plan

  variables {
    name  = join("", [for i in range(61) : "a"])
    stage = "prd"
  }

  expect_failures = [var.name]
}

run "stage_with_a_slash" {
  command = plan

  variables {
    stage = "a/b"
  }

  expect_failures = [var.stage]
}

run "empty_stage" {
  command = plan

  variables {
    stage = ""
  }

  expect_failures = [var.stage]
}

run "secret_with_a_space" {
  command = plan

  variables {
    secret_id = "my secret"
  }

  expect_failures = [var.secret_id]
}

run "action_that_is_no_arn" {
  command = plan

  variables {
    alarms        = true
    alarm_actions = ["me@example.com"]
  }

  expect_failures = [var.alarm_actions]
}

run "actions_without_alarms" {
  command = plan

  variables {
    alarm_actions = ["arn:aws:sns:us-east-1:111122223333:alarms"]
  }

  expect_failures = [var.alarm_actions]
}

run "longest_name" {
  command = plan

  variables {
    name  = join("", [for i in range(60) : "a"])
    stage = "prd"
  }

  assert {
    condition     = length(aws_cloudfront_function.this.name) == 64
    error_message = "CloudFront takes 64 characters."
  }
}
