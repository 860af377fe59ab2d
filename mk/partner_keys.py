"""API keys of partners: at API Gateway, in the stage's usage plan, and as hashes in the secret that the API goes by.

What one change writes in two places is cleared up by the next one: at API Gateway stays only what has its hash in the
secret.
"""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from chalicelib import config
from chalicelib.vehicles.partner import KEYS, key_hash
from mk.errors import PlanUnknown

_KEY_BYTES = 30


@dataclass(frozen=True)
class PartnerKey:
    """A key as API Gateway has it, without the key. `works`: the API goes by it."""

    partner: str
    key_id: str
    made_at: datetime
    works: bool


@dataclass(frozen=True)
class PartnerKeys:
    """`gateway` and `ssm` are botocore clients."""

    gateway: Any
    ssm: Any

    def listed(self) -> list[PartnerKey]:
        """Return every partner's keys, the newest first."""
        hashes = self._secret()
        found = [
            PartnerKey(partner, key["id"], key["createdDate"], key_hash(key["value"]) in hashes.get(partner, ()))
            for partner, key in self._at_gateway()
        ]
        newest_first = sorted(found, key=lambda key: key.made_at, reverse=True)
        return sorted(newest_first, key=lambda key: key.partner)

    def count(self, partner: str) -> int:
        """Return how many of the partner's keys work."""
        return len(self._secret().get(partner, ()))

    def plan_id(self) -> str:
        """Return the stage's usage plan for partners; raises PlanUnknown."""
        for page in self.gateway.get_paginator("get_usage_plans").paginate():
            for plan in page["items"]:
                if plan["name"] == self._name("partners"):
                    return str(plan["id"])
        raise PlanUnknown()

    def add(self, partner: str, plan_id: str, keep: int) -> str:
        """Make a key and return it; of the ones before, the `keep` newest go on working."""
        key, known = secrets.token_urlsafe(_KEY_BYTES), self._secret()
        made = self.gateway.create_api_key(name=self._name(partner), enabled=True, value=key)
        self.gateway.create_usage_plan_key(usagePlanId=plan_id, keyId=made["id"], keyType="API_KEY")
        self._write(known | {partner: [key_hash(key), *known.get(partner, ())[:keep]]})
        self._clear(partner)
        return key

    def shut_out(self, partner: str) -> None:
        """Take all keys of the partner away."""
        self._write({name: hashes for name, hashes in self._secret().items() if name != partner})
        self._clear(partner)

    def _clear(self, partner: str) -> None:
        hashes = self._secret().get(partner, ())
        for named, key in self._at_gateway():
            if named == partner and key_hash(key["value"]) not in hashes:
                self.gateway.delete_api_key(apiKey=key["id"])

    def _at_gateway(self) -> Iterator[tuple[str, Any]]:
        prefix = self._name("")
        for page in self.gateway.get_paginator("get_api_keys").paginate(nameQuery=prefix, includeValues=True):
            for key in page["items"]:
                if key["name"].startswith(prefix):
                    yield key["name"].removeprefix(prefix), key

    def _secret(self) -> dict[str, list[str]]:
        """Return the hashes of each partner, the newest first; none while nobody has a key."""
        try:
            answer = self.ssm.get_parameter(Name=config.parameter_name(KEYS), WithDecryption=True)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ParameterNotFound":
                return {}
            raise
        return {partner: hashes.split() for partner, hashes in json.loads(answer["Parameter"]["Value"]).items()}

    def _write(self, known: dict[str, list[str]]) -> None:
        value = json.dumps({partner: " ".join(hashes) for partner, hashes in known.items()})
        self.ssm.put_parameter(Name=config.parameter_name(KEYS), Value=value, Type="SecureString", Overwrite=True)

    @staticmethod
    def _name(partner: str) -> str:
        return f"mkrakow-{config.STAGE}-{partner}"
