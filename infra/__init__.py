"""What the stack consists of besides the code: CloudFormation fragments, packaging, deployment."""
