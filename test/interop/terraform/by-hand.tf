# The same function, store and secret as one writes them without the module: test/unit/terraform
# compares the arguments.
variable "name" {
  type = string
}

resource "random_id" "token" {
  byte_length = 32
}

resource "aws_secretsmanager_secret" "token" {
  name        = var.name
  description = "Signs the login cookie"
}

resource "aws_secretsmanager_secret_version" "token" {
  secret_id     = aws_secretsmanager_secret.token.id
  secret_string = random_id.token.hex
}

resource "aws_cloudfront_key_value_store" "auth" {
  name    = var.name
  comment = "The secret of the login function"
}

resource "aws_cloudfrontkeyvaluestore_key" "token_secret" {
  key_value_store_arn = aws_cloudfront_key_value_store.auth.arn
  key                 = "token_secret"
  value               = random_id.token.hex
}

resource "aws_cloudfront_function" "auth" {
  name    = var.name
  comment = "Log in first"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = file("${path.module}/.spa-auth/viewer-request.js")

  key_value_store_associations = [aws_cloudfront_key_value_store.auth.arn]
}

resource "aws_cloudfront_distribution" "site" {
  # origins, certificate and the rest of the site

  default_cache_behavior {
    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.auth.arn
    }
  }
}
