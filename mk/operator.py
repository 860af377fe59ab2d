"""Who operates, and in which account: the name that histories and the audit keep, and where the stage's files are."""

import getpass

from chalicelib import aws, config


def operator() -> str:
    """Return the operator as AWS knows them (an ARN); on the local stage, this machine's user."""
    if config.STAGE == "local":
        return getpass.getuser()
    return str(aws.client("sts").get_caller_identity()["Arn"])


def bucket(name: str) -> str:
    """Return one of the stage's buckets, e.g. `attachments`; its full name ends with the account's number."""
    return f"mkrakow-{config.STAGE}-{name}-{aws.client('sts').get_caller_identity()['Account']}"
