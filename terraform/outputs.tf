output "function_arn" {
  description = "The ARN of the function."
  value       = aws_cloudfront_function.this.arn
}

output "store_arn" {
  description = "The ARN of the KeyValueStore. It holds the secret under the key token_secret, once it is filled."
  value       = aws_cloudfront_key_value_store.this.arn
}

output "function_association" {
  description = "The arguments of the block function_association in each cache behavior that serves the site."
  value = {
    event_type   = "viewer-request"
    function_arn = aws_cloudfront_function.this.arn
  }
}

output "fill_command" {
  description = "The command that puts the secret into the store. Run it beside the configuration of the build, after each apply that made a store."
  value       = join(" --stage ", compact(["npx pocket-spa-auth deploy --secret-only", var.stage]))
}
