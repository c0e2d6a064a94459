variable "name" {
  description = "The name of the secret: deploy.secretId of the configuration, by default `<deploy.name>/<stage>`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9/_+=.@-]{1,512}$", var.name))
    error_message = "name: found \"${var.name}\". Allowed: 1 to 512 of letters, digits and /_+=.@-; an ARN names a secret that exists."
  }
}

variable "kms_key_id" {
  description = "The KMS key that encrypts the secret; null for the key of AWS."
  type        = string
  default     = null
}

variable "recovery_window_in_days" {
  description = "How many days the deleted secret can be restored; 0 deletes it at once."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.recovery_window_in_days == 0 || (var.recovery_window_in_days >= 7 && var.recovery_window_in_days <= 30)
    error_message = "recovery_window_in_days: found ${var.recovery_window_in_days}. Allowed: 0, or 7 to 30."
  }
}

variable "tags" {
  description = "The tags of the secret."
  type        = map(string)
  default     = {}
  nullable    = false
}
