"""The one logger. Values go in as keys, never inside the message; personal data never goes in at all."""

from aws_lambda_powertools import Logger

from chalicelib import config

logger = Logger(service="mkrakow", level="INFO")
logger.append_keys(stage=config.STAGE, version=config.VERSION)
