"""Who operates: the name that histories and the audit keep."""

import getpass

from chalicelib import aws, config


def operator() -> str:
    """Return the operator as AWS knows them (an ARN); on the local stage, this machine's user."""
    if config.STAGE == "local":
        return getpass.getuser()
    return str(aws.client("sts").get_caller_identity()["Arn"])


def account() -> str:
    """Return the AWS account that the stage is in."""
    return str(aws.client("sts").get_caller_identity()["Account"])
