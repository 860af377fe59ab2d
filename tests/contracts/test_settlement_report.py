from chalicelib.payments.settlement_report import read_report
from chalicelib.warsaw import warsaw_day
from tests.contracts.banks import SandboxBank, reference


def test_the_report_that_the_sandbox_writes_is_read_as_it_was_meant(sandbox: SandboxBank) -> None:
    order_id, started = sandbox.start("approved")
    sandbox.gateway.capture(started.remote_id, 600, reference())
    (paid,) = sandbox.gateway.reports(order_id)
    refund = reference()
    sandbox.gateway.refund(started.remote_id, 405, refund)
    sandbox.settled_refund(refund)
    told = read_report(sandbox.settlement_report(warsaw_day(paid.happened_at)))
    capture, refunded = (line for line in told if line.order_id == order_id)
    assert (capture.kind, capture.remote_id, capture.amount_grosze) == ("capture", started.remote_id, 600)
    assert capture.happened_at == paid.happened_at
    assert (refunded.kind, refunded.remote_id, refunded.amount_grosze) == ("refund", started.remote_id, 405)
