# The provider has no write-only argument for a value in a KeyValueStore, so this value, and the one
# that is read for it, are in the state.
data "aws_secretsmanager_secret_version" "this" {
  count = var.fill_with_secret_in_state ? 1 : 0

  secret_id = local.secret_id

  lifecycle {
    postcondition {
      condition     = can(regex("^([0-9A-Fa-f]{2}){16,128}(,([0-9A-Fa-f]{2}){16,128}){0,3}$", trimspace(self.secret_string)))
      error_message = "The secret is not one to four secrets of hexadecimal digits, joined by commas. Fill the store with the command of fill_command instead: it reads JSON secrets too."
    }
  }
}

resource "aws_cloudfrontkeyvaluestore_key" "token_secret" {
  count = var.fill_with_secret_in_state ? 1 : 0

  key_value_store_arn = aws_cloudfront_key_value_store.this.arn
  key                 = "token_secret"
  value               = trimspace(data.aws_secretsmanager_secret_version.this[0].secret_string)

  lifecycle {
    # `rotate` and `revoke` change the value in the store.
    ignore_changes = [value]
  }
}
