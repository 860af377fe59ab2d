"""The transport operator's payment gateway, which takes money for tickets; its protocol is ours, in tpay's manner.

JSON. Errors are `{"error": code}`, a declined one with a `reason`; 5xx and silence mean that nobody knows. Amounts are
`"148.50"` in PLN, moments RFC 3339, ids of transactions 1-20 letters and digits.

* `POST /oauth/auth`, form `client_id, client_secret, grant_type=client_credentials`: a Bearer token. A call without a
  valid one is answered 401 and did nothing.
* `POST /transactions`, header `Idempotency-Key` equal to `orderId` (1-32 of A-Za-z0-9_-), body as in `start_form`: 201
  `{"transactionId", "title", "orderId", "transactionPaymentUrl"}`; the same body again: 200 and the same answer, also
  after its `expiresAt`; another body: 409; 400 `invalid_request`, 422 `declined`: nothing is registered.
* `GET /transactions?orderId=…`: `{"items": […]}`, oldest first, two when the customer paid twice. An item is
  `{"transactionId", "orderId", "status", "amount", "currency", "date", "reason"}`: `status` is pending, paid,
  refunded_partly, refunded or failed, `amount` what was asked and paid whatever went back, `date` when it was paid or
  failed (until then, started).
* A mandate lets the merchant charge a card without its customer, under an alias that the merchant chose (1-32 of
  A-Za-z0-9_-). `pay.mandate` of a start is `{"alias", "use": "register", "until"}`: the customer gives it by paying, by
  card alone; or `{"alias", "use": "charge"}`: the bank is asked at once and the answer is as of any start. One that is
  declined may be paid by hand on its page, or charged again, until its `expiresAt`.
* `POST /transactions/{id}/attempts`, `Idempotency-Key` a reference: 202 `{"transactionId", "orderId"}`, a further
  transaction of the order; the same again 202 and nothing happens; 404; 422 when it is paid, or too late.
* `DELETE /mandates/{alias}`: 200 `{"alias", "status": "withdrawn"}`, also again; 404. The customer may do so on the
  page `/mandates/{alias}`, or change the card.
* `POST /transactions/{id}/refunds`, `Idempotency-Key` a reference (1-64 of A-Za-z0-9_-), body `{"amount"}`: 202
  `{"refundId", "reference", "status"}`, the same again 202; another use of the reference 409; 404; too much 422.
* `GET /refunds?reference=…`: the same object, `status` pending, done or failed; 404.
* Notification of `paid` or `failed`: a POST to the order's `callbacks.notification.url`, JSON, an item and our
  `clientId`, which alone tells whose it is: one key signs for all merchants. `X-JWS-Signature` is a detached JWS (RFC
  7515 appendix F) over the raw body, RS256, whose `kid` is in `GET /jwks.json`. Repeated until 200 with `TRUE`.
"""
