terraform {
  # Validations that refer to other variables.
  required_version = ">= 1.9.0"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # The argument `region` of a resource. The next major version may rename arguments.
      version = ">= 6.0.0, < 7.0.0"
    }
  }
}
