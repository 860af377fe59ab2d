"""Where the commands of a stage go, and with which settings."""

import json
import os
from unittest.mock import patch

import pytest

from mk.errors import LocalSystemDown
from mk.stage import enter, require


def test_a_stage_is_worked_on_with_the_settings_that_its_lambdas_have():
    with patch.dict(os.environ):
        enter("prod")
        assert (os.environ["STAGE"], os.environ["DUE_SHARDS"]) == ("prod", "4")
        assert "AWS_ENDPOINT_URL" not in os.environ


def test_the_local_stage_is_the_system_that_runs_here(tmp_path):
    running = tmp_path / "endpoints.json"
    running.write_text(json.dumps({"api": "http://127.0.0.1:4566/v1", "sandbox": "http://127.0.0.1:4570"}))
    with patch.dict(os.environ, {"ENDPOINTS": str(running)}):
        enter("local")
        assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
        assert os.environ["AWS_ACCESS_KEY_ID"] == "test"
        require("local")
        running.unlink()
        with pytest.raises(LocalSystemDown):
            require("local")
