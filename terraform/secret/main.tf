# 64 hexadecimal digits, as `pocket-spa-auth secret generate` makes them. An ephemeral value is in no
# plan and in no state.
ephemeral "aws_secretsmanager_random_password" "this" {
  password_length     = 64
  exclude_uppercase   = true
  exclude_punctuation = true
  exclude_characters  = "ghijklmnopqrstuvwxyz"
}

resource "aws_secretsmanager_secret" "this" {
  name                    = var.name
  description             = "Signs the tokens of pocket-spa-auth"
  kms_key_id              = var.kms_key_id
  recovery_window_in_days = var.recovery_window_in_days
  tags                    = var.tags
}

# The value is written once. `rotate` adds versions later, of which Terraform knows nothing.
resource "aws_secretsmanager_secret_version" "this" {
  secret_id                = aws_secretsmanager_secret.this.id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.this.random_password
  secret_string_wo_version = 1

  # Secrets Manager makes the first version of a secret the current one, whatever its labels. It
  # deletes versions without a label after a hundred newer ones. Terraform would then make another
  # value, which must not become the current one.
  version_stages = ["terraform"]

  lifecycle {
    ignore_changes = [version_stages]
  }
}
