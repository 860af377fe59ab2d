"""Start the whole system: MiniStack, the packaged stack on it, the sandbox's programs. Everything stops together."""

import os
import platform
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import boto3

from infra import stack
from infra.package import REGION, ROOT, package
from local import ministack_repairs
from local.keys import Keys, SharedWith, keys, seed
from local.launch_ministack import KNOWN as MINISTACK_VERSION
from local.programs import CannotRun, Program, expect_free, start, status

STAGE = "local"
SERVICE_ID = "123456"
SENDER = "no-reply@mkrakow.example"
CITY_CLIENT_ID = "mkrakow"
MPK_CLIENT_ID = "mkrakow"
SIGN_IN_RETURN = "/activations/sign-in/return"
"""The only address that the card system's sign-in page goes back to: ours."""

_BUCKET = "mkrakow-local-artefacts"
_SAVE_EVERY_SECONDS = 30
_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION}
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE")
"""All that a program gets of the developer's environment: what is not in the package must not seem to be there."""


@dataclass(frozen=True)
class Place:
    """Where one local system lives. Two with different folders and ports do not meet.

    The sandbox takes four ports: its own and the next three, for the card system, the family register and the transport
    operator's gateway.
    """

    folder: Path
    port: int
    sandbox_port: int

    @property
    def aws(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api(self) -> str:
        return f"{self.aws}/v1"

    @property
    def sandbox(self) -> str:
        return f"http://127.0.0.1:{self.sandbox_port}"

    @property
    def cards_port(self) -> int:
        return self.sandbox_port + 1

    @property
    def families_port(self) -> int:
        return self.sandbox_port + 2

    @property
    def mpk_port(self) -> int:
        return self.sandbox_port + 3

    @property
    def cards(self) -> str:
        return f"http://127.0.0.1:{self.cards_port}"

    @property
    def families(self) -> str:
        return f"http://127.0.0.1:{self.families_port}"

    @property
    def mpk(self) -> str:
        return f"http://127.0.0.1:{self.mpk_port}"

    def endpoints(self) -> dict[str, str]:
        """Return what a program needs to know to talk to the system."""
        return {
            "api": self.api,
            "docs": f"{self.api}/docs",
            "sandbox": self.sandbox,
            "cards": self.cards,
            "families": self.families,
            "mpk": self.mpk,
        }


@contextmanager
def running(place: Place, version: str) -> Iterator[list[Program]]:
    """Yield the programs of a system that answers; stop them all on the way out. Raises CannotRun."""
    _expect_a_machine_that_can()
    expect_free(place.port, "API_PORT")
    for port in (place.sandbox_port, place.cards_port, place.families_port, place.mpk_port):
        expect_free(port, "SANDBOX_PORT")
    folder, known = package(STAGE), keys(place.folder)
    python = _ministack_python()
    with ExitStack() as programs:
        ministack = _start_ministack(place, python)
        programs.callback(ministack.stop)
        ministack.wait_until_it_answers("/_ministack/health")
        _deploy(place, folder, known, version)
        sandbox = _start_sandbox(place, known)
        programs.callback(sandbox.stop)
        sandbox.wait_until_it_answers("/clock")
        neighbours = []
        for begin in (_start_cards, _start_families, _start_mpk):
            neighbours.append(begin(place, known))
            programs.callback(neighbours[-1].stop)
            neighbours[-1].wait_until_it_answers("/health")
        answer = status(f"{place.api}/health")
        if answer != HTTPStatus.OK:
            raise CannotRun(f"GET {place.api}/health answers {answer}; see {ministack.log}")
        yield [ministack, sandbox, *neighbours]


def client_of(place: Place) -> stack.Client:
    """Return a maker of boto3 clients of the place's MiniStack."""
    session = boto3.Session(
        aws_access_key_id=_CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=_CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        region_name=REGION,
    )

    @cache
    def client(service: str) -> Any:
        return session.client(service, endpoint_url=place.aws)  # type: ignore[call-overload]

    return client


def _expect_a_machine_that_can() -> None:
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise CannotRun("the package has Linux x86_64 libraries, as Lambda has: use such a machine, WSL or a VM")


def _ministack_python() -> Path:
    """Return the interpreter of an environment that has MiniStack and nothing of ours, made when missing.

    Its Python is ours, so it is the one that the package was made for.
    """
    home, wanted = ROOT / ".local" / "ministack-venv", f"{MINISTACK_VERSION} {sys.version}"
    python, made = home / "bin" / "python", home / "made-for"
    if not made.exists() or made.read_text() != wanted:
        venv.create(home, clear=True, symlinks=True)
        pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-qq"]
        subprocess.run([*pip, f"ministack=={MINISTACK_VERSION}"], check=True, stdout=sys.stderr)
        made.write_text(wanted)
    return python


def _start_ministack(place: Place, python: Path) -> Program:
    state = place.folder / "ministack"
    unpacked = state / "unpacked"
    shutil.rmtree(unpacked, ignore_errors=True)
    unpacked.mkdir(parents=True)
    env = _environment() | {
        "TMPDIR": str(unpacked),  # MiniStack unpacks the package for each worker of a function and never tidies up
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(place.port),
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "IOT_MTLS_ENABLED": "0",  # with BIND_HOST set its listener would still be on every interface
        "SFTP_ENABLED": "0",
        "AUTH": "true",  # a function may do what its policy says, and nothing else, as on AWS
        "PERSIST_STATE": "1",
        "STATE_DIR": str(state / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(state / "s3"),
        "SAVE_EVERY": str(_SAVE_EVERY_SECONDS),
    }
    launcher = Path(__file__).with_name("launch_ministack.py")
    log = place.folder / "logs" / "ministack.log"
    return start("MiniStack", [python, "-I", launcher], place.port, log, env)


def _deploy(place: Place, folder: Path, known: Keys, version: str) -> None:
    client = client_of(place)
    if _BUCKET not in {bucket["Name"] for bucket in client("s3").list_buckets()["Buckets"]}:
        client("s3").create_bucket(Bucket=_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    seed(known, STAGE, client("ssm"))
    client("ses").verify_email_identity(EmailAddress=SENDER)
    parameters = {
        "Version": version,
        "PublicUrl": place.api,
        "TokenPublicKey": known.token_public_key,
        "AutopayUrl": place.sandbox,
        "AutopayServiceId": SERVICE_ID,
        "EmailSender": SENDER,
        "EmailIdentity": SENDER,
        "SandboxUrl": place.sandbox,
        "CardSystemUrl": place.cards,
        "CardSystemClientId": CITY_CLIENT_ID,
        "FamilyRegisterUrl": place.families,
        "FamilyRegisterClientId": CITY_CLIENT_ID,
        "MpkGatewayUrl": place.mpk,
        "MpkClientId": MPK_CLIENT_ID,
        "MetersApiKey": known.meters_api_key,
    }
    template = stack.packaged(folder, client, _BUCKET)
    native = ministack_repairs.native(template, {"Stage": STAGE, **parameters})
    outputs = stack.deploy(f"mkrakow-{STAGE}", native, parameters, client, _BUCKET)
    ministack_repairs.repair(template, outputs["RestAPIId"], STAGE, client)


def _start_sandbox(place: Place, known: Keys) -> Program:
    command = [
        *(sys.executable, "-m", "sandbox", "--port", str(place.sandbox_port)),
        *("--state", str(place.folder / "sandbox.db"), "--service-id", SERVICE_ID),
        *("--shared-key-file", str(known.autopay_shared_key_file)),
        *("--notify-url", f"{place.api}/payments/autopay/notifications"),
        *("--aws-endpoint", place.aws),
        *("--tick", f"mkrakow-{STAGE}-take_due_stays", "--tick", f"mkrakow-{STAGE}-refresh_cards"),
        *("--tick", f"mkrakow-{STAGE}-tell_card_system", "--tick", f"mkrakow-{STAGE}-take_due_tickets"),
        *("--tick", f"mkrakow-{STAGE}-take_due_demands"),
    ]
    env = _environment() | {"PYTHONPATH": str(ROOT)}
    return start("the sandbox", command, place.sandbox_port, place.folder / "logs" / "sandbox.log", env)


def _start_cards(place: Place, known: Keys) -> Program:
    return _start_of_city(place, "cards", place.cards_port, known.cards, "--redirect-uri", place.api + SIGN_IN_RETURN)


def _start_families(place: Place, known: Keys) -> Program:
    return _start_of_city(place, "families", place.families_port, known.families)


def _start_mpk(place: Place, known: Keys) -> Program:
    command: list[str | Path] = [
        *(sys.executable, "-m", "sandbox.mpk", "--port", str(place.mpk_port), "--state", place.folder / "mpk.db"),
        *("--client-id", MPK_CLIENT_ID, "--client-secret-file", known.mpk_client_secret_file),
        *("--clock-url", place.sandbox),
    ]
    env = _environment() | {"PYTHONPATH": str(ROOT)}
    return start("the operator's gateway", command, place.mpk_port, place.folder / "logs" / "mpk.log", env)


def _start_of_city(place: Place, name: str, port: int, shared: SharedWith, *more: str) -> Program:
    command: list[str | Path] = [
        *(sys.executable, "-m", f"sandbox.{name}", "--port", str(port), "--state", place.folder / f"{name}.db"),
        *("--client-id", CITY_CLIENT_ID, "--client-secret-file", shared.client_secret_file),
        *("--notification-key-file", shared.notification_key_file),
        *("--notify-url", f"{place.api}/cards/notifications", "--clock-url", place.sandbox, *more),
    ]
    env = _environment() | {"PYTHONPATH": str(ROOT)}
    return start(f"the sandbox's {name}", command, port, place.folder / "logs" / f"{name}.log", env)


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _CREDENTIALS
