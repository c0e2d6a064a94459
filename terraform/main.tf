locals {
  name      = join("-", compact([var.name, var.stage]))
  secret_id = coalesce(var.secret_id, join("/", compact([var.name, var.stage])))
}

resource "aws_cloudfront_key_value_store" "this" {
  name    = local.name
  comment = "The secret of the function of the same name"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudfront_function" "this" {
  name    = local.name
  comment = "Log in first: checks the cookie of pocket-spa-auth"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = var.code

  key_value_store_associations = [aws_cloudfront_key_value_store.this.arn]

  # With fill_with_secret_in_state: a new store is filled before any behavior asks it.
  depends_on = [aws_cloudfrontkeyvaluestore_key.token_secret]

  # A new name makes a new function. CloudFront deletes the old one only when no behavior has it.
  lifecycle {
    create_before_destroy = true
  }
}
