"""Delivers notifications (ITN): at least once, repeated after a plan until the answer confirms them.

What waits is in the store, so a restart loses nothing. One order has one delivery under way at a time, in the
order in which its notifications are due; of each transaction the newest status alone is repeated.
"""

import time
from dataclasses import dataclass
from threading import Condition, Event, Thread

import urllib3

from sandbox import autopay_protocol as protocol
from sandbox.clock import VirtualClock, stamp
from sandbox.gateway import Gateway
from sandbox.magic import wishes
from sandbox.settings import Settings
from sandbox.store import Store

_WORKERS = 4
_LOOK_EVERY_SECONDS = 0.1
_EXPIRE_EVERY_SECONDS = 1.0
_ANSWER_WITHIN_SECONDS = 10.0
_CUSTOMER: list[protocol.Node] = [("fName", "SANDBOX"), ("lName", "CARDHOLDER"), ("city", "Krakow"), ("nrb", "0" * 26)]
"""`customerData` comes by default and is hashed; this one is nobody's."""

_WAITING = (
    "SELECT notifications.*, email, currency, gateway_id FROM notifications JOIN orders USING (remote_id)"
    " WHERE state = 'waiting' AND {} ORDER BY due_at, id LIMIT 100"
)


@dataclass(frozen=True)
class Notification:
    """A notification that waits, with what its XML needs of the order."""

    id: int
    order_id: str
    remote_id: str
    status: str
    details: str
    amount: int
    happened_at: str
    due_at: float
    copies: int
    attempts: int
    state: str
    email: str
    currency: str
    gateway_id: str


class Notifier:
    def __init__(self, store: Store, clock: VirtualClock, gateway: Gateway, settings: Settings) -> None:
        self._store, self._clock, self._gateway, self._settings = store, clock, gateway, settings
        self._http = urllib3.PoolManager(maxsize=_WORKERS, timeout=_ANSWER_WITHIN_SECONDS, retries=False)
        self._turn = Condition()
        self._busy: set[str] = set()
        self._stopped = Event()
        self._threads: list[Thread] = []

    def run(self) -> None:
        """Deliver what is due, and let lapse what the clock passes, in the background until `stop`."""
        self._threads = [Thread(target=self._deliver_on, daemon=True) for _ in range(_WORKERS)]
        self._threads.append(Thread(target=self._expire_on, daemon=True))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End the background work; a delivery under way is finished first."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def deliver_due(self) -> None:
        """Deliver everything that is due now, one after another."""
        while notification := self._take("due_at <= ?", time.time()):
            self._deliver(notification)

    def deliver_at_once(self, order_id: str) -> None:
        """Try each waiting notification of one order once, due or not, in their order."""
        for _ in self._store.rows("SELECT id FROM notifications WHERE order_id = ? AND attempts = 0", order_id):
            with self._turn:
                self._turn.wait_for(lambda: order_id not in self._busy, timeout=_ANSWER_WITHIN_SECONDS)
            if notification := self._take("notifications.order_id = ? AND attempts = 0", order_id):
                self._deliver(notification)

    def _deliver_on(self) -> None:
        while not self._stopped.wait(_LOOK_EVERY_SECONDS):
            self.deliver_due()

    def _expire_on(self) -> None:
        while not self._stopped.wait(_EXPIRE_EVERY_SECONDS):
            self._gateway.expire()

    def _take(self, condition: str, value: object) -> Notification | None:
        with self._turn:
            for row in self._store.rows(_WAITING.format(condition), value):
                if row["order_id"] not in self._busy:
                    self._busy.add(row["order_id"])
                    return Notification(**row)
        return None

    def _deliver(self, notification: Notification) -> None:
        try:
            lost = "itn-lost" in wishes(notification.email) and notification.attempts == 0
            self._keep(notification, "lost on the way" if lost else self._send(notification))
        finally:
            with self._turn:
                self._busy.discard(notification.order_id)
                self._turn.notify_all()

    def _send(self, notification: Notification) -> str:
        """Return what came of one delivery: CONFIRMED, NOTCONFIRMED, or what was wrong with the answer."""
        body = protocol.notification_body(self._xml(notification))
        try:
            answer = self._http.request_encode_body(
                "POST", self._settings.notify_url, fields={"transactions": body}, encode_multipart=False
            )
        except urllib3.exceptions.HTTPError as error:
            return f"no answer: {type(error).__name__}"
        if answer.status != 200:  # the one status that the document accepts
            return f"HTTP {answer.status}"
        try:
            return protocol.confirmation_in(
                answer.data, self._settings.service_id, notification.order_id, self._settings.shared_key
            )
        except ValueError as error:
            return str(error)

    def _keep(self, notification: Notification, outcome: str) -> None:
        attempts, now = notification.attempts + 1, time.time()
        state, due_at, copies = "waiting", now, notification.copies
        with self._store.transaction() as db:
            newer = db.execute(
                "SELECT 1 FROM notifications WHERE remote_id = ? AND id > ?", (notification.remote_id, notification.id)
            ).fetchone()
            if outcome == "CONFIRMED":
                copies -= 1
                state = "waiting" if copies else "confirmed"
            elif newer:
                state = "superseded"
            elif attempts > len(self._settings.retry_plan):
                state = "given up"
            else:
                due_at = now + self._settings.retry_plan[attempts - 1]
            db.execute(
                "UPDATE notifications SET attempts = ?, copies = ?, due_at = ?, state = ? WHERE id = ?",
                (attempts, copies, due_at, state, notification.id),
            )
            db.execute(
                "INSERT INTO deliveries (notification_id, at, outcome) VALUES (?, ?, ?)",
                (notification.id, stamp(self._clock.now()), outcome),
            )

    def _xml(self, notification: Notification) -> bytes:
        magic = wishes(notification.email)
        amount = notification.amount + (100 if "wrong-amount" in magic else 0)
        transaction: list[protocol.Node] = [
            ("orderID", notification.order_id),
            ("remoteID", notification.remote_id),
            ("amount", protocol.amount_text(amount)),
            ("currency", notification.currency),
            ("gatewayID", notification.gateway_id),
            ("paymentDate", protocol.payment_date(notification.happened_at)),
            ("paymentStatus", notification.status),
            ("paymentStatusDetails", notification.details),
            ("customerData", _CUSTOMER),
        ]
        return protocol.document(
            "transactionList",
            [("serviceID", self._settings.service_id), ("transactions", [("transaction", transaction)])],
            key="not the key" if "wrong-hash" in magic else self._settings.shared_key,
        )
