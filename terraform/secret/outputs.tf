output "arn" {
  description = "The ARN of the secret once it has a value: for the policy of the backend, and for secret_id of the other module."
  value       = aws_secretsmanager_secret_version.this.arn
}
