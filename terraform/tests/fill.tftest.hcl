mock_provider "aws" {
  mock_data "aws_secretsmanager_secret_version" {
    defaults = {
      secret_string = "0123456789abcdef0123456789abcdef0123456789ABCDEF0123456789ABCDEF,fedcba9876543210fedcba9876543210\n"
    }
  }
}

variables {
  code  = "// pocket-spa-auth 0.1.0\nimport cf from 'cloudfront'; cf.kvs().get('token_secret');\n"
  stage = "prd"
}

run "filled" {
  command = plan

  variables {
    fill_with_secret_in_state = true
    secret_id                 = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"
  }

  assert {
    condition     = data.aws_secretsmanager_secret_version.this[0].secret_id == var.secret_id
    error_message = "The secret of the configuration is read."
  }

  assert {
    condition     = aws_cloudfrontkeyvaluestore_key.token_secret[0].key == "token_secret"
    error_message = "The function reads the key token_secret."
  }

  assert {
    condition     = aws_cloudfrontkeyvaluestore_key.token_secret[0].value == "0123456789abcdef0123456789abcdef0123456789ABCDEF0123456789ABCDEF,fedcba9876543210fedcba9876543210"
    error_message = "The value is the key ring without the space around it."
  }

  assert {
    condition     = issensitive(aws_cloudfrontkeyvaluestore_key.token_secret[0].value)
    error_message = "A plan does not print the value."
  }
}

run "default_secret" {
  command = plan

  variables {
    fill_with_secret_in_state = true
  }

  assert {
    condition     = data.aws_secretsmanager_secret_version.this[0].secret_id == "pocket-spa-auth/prd"
    error_message = "Without a name, the secret is the one that the command line looks for."
  }
}

run "json_is_refused" {
  command = plan

  variables {
    fill_with_secret_in_state = true
  }

  override_data {
    target = data.aws_secretsmanager_secret_version.this[0]
    values = {
      secret_string = "{\"token\":\"0123456789abcdef0123456789abcdef\"}"
    }
  }

  expect_failures = [data.aws_secretsmanager_secret_version.this[0]]
}

run "odd_digits_are_refused" {
  command = plan

  variables {
    fill_with_secret_in_state = true
  }

  override_data {
    target = data.aws_secretsmanager_secret_version.this[0]
    values = {
      secret_string = "0123456789abcdef0123456789abcdef0"
    }
  }

  expect_failures = [data.aws_secretsmanager_secret_version.this[0]]
}
