"""AWS clients: one botocore session for the whole process and one client a service.

Each session parses botocore's data again and each client opens its own connections, so sharing them is
most of a cold start (docs/performance.md). Timeouts leave room for a retry inside API Gateway's 29 s.
"""

from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config

from chalicelib import config

_CONFIG = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 3},
    parameter_validation=False,
    max_pool_connections=32,
    s3={"addressing_style": "virtual"},  # a signed form names the bucket's own region, which never redirects
)


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


@cache
def client(service: str) -> Any:
    """Return the process's only client of that service."""
    return _session().create_client(service, region_name=config.REGION, config=_CONFIG)
