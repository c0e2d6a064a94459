variable "code" {
  description = "The code of the function that `npx pocket-spa-auth build` writes: file(\"$${path.root}/.spa-auth/viewer-request.js\")."
  type        = string
  nullable    = false
  # Terraform prints the values of a failed condition, and a refused function may hold a secret.
  sensitive = true

  validation {
    condition     = startswith(var.code, "// pocket-spa-auth ")
    error_message = "code: found a text that pocket-spa-auth build did not write. Allowed: the content of .spa-auth/viewer-request.js, read with file(). A path is not enough."
  }

  validation {
    condition     = strcontains(var.code, "token_secret")
    error_message = "code: found a function with an embedded secret, which would be in plan and state. Allowed: a build with secret \"kvs\"."
  }

  validation {
    condition     = length(var.code) <= 10240
    error_message = "code: found more than CloudFront takes. Allowed: at most 10,240 characters."
  }
}

variable "name" {
  description = "deploy.name of the configuration. With the stage it names the function and its store."
  type        = string
  default     = "pocket-spa-auth"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]+$", var.name))
    error_message = "name: found \"${var.name}\". Allowed: letters, digits, \"-\" and \"_\"."
  }

  validation {
    condition     = length(join("-", compact([var.name, var.stage]))) <= 64
    error_message = "name: found \"${var.name}\", with the stage more than 64 characters. Allowed: at most 64."
  }
}

variable "stage" {
  description = "The stage of the configuration, as in `build --stage`; null if it has none."
  type        = string
  default     = null

  validation {
    condition     = var.stage == null || can(regex("^[A-Za-z0-9_-]+$", var.stage))
    error_message = "stage: found \"${coalesce(var.stage, " ")}\". Allowed: letters, digits, \"-\" and \"_\", or null."
  }
}

variable "secret_id" {
  description = "deploy.secretId of the configuration, or the ARN of that secret; null for the default, `<name>/<stage>`. Only fill_with_secret_in_state reads it."
  type        = string
  default     = null

  validation {
    condition     = var.secret_id == null || can(regex("^[A-Za-z0-9/_+=.@:-]{1,512}$", var.secret_id))
    error_message = "secret_id: found \"${coalesce(var.secret_id, " ")}\". Allowed: the name or the ARN of a secret, or null."
  }
}

variable "fill_with_secret_in_state" {
  description = "Whether Terraform puts the secret into the store. The secret is then IN PLAIN TEXT IN THE STATE, and whoever reads the state can sign tokens. If false, the command of the output fill_command does it, and nothing of the secret is in the state."
  type        = bool
  default     = false
  nullable    = false
}

variable "alarms" {
  description = "Whether to create three alarms on the function: errors, throttles and compute utilization. They are in us-east-1, where CloudFront reports to."
  type        = bool
  default     = false
  nullable    = false
}

variable "alarm_actions" {
  description = "The ARNs of what an alarm tells, such as SNS topics in us-east-1."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.alarm_actions : startswith(arn, "arn:")])
    error_message = "alarm_actions: found an action that is no ARN. Allowed: ARNs, such as arn:aws:sns:us-east-1:111122223333:alarms."
  }

  validation {
    condition     = var.alarms || length(var.alarm_actions) == 0
    error_message = "alarm_actions: found actions, but no alarm would use them. Allowed: an empty list, or alarms = true."
  }
}

variable "tags" {
  description = "The tags of the alarms; the provider has none for functions and KeyValueStores."
  type        = map(string)
  default     = {}
  nullable    = false
}
