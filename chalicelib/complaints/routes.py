"""Complaints over HTTP, for the phone whose stay it was."""

from chalicelib.clock import utc_now
from chalicelib.complaints import errors
from chalicelib.complaints.answer import AttachmentForm, ComplaintAnswer, ComplaintPage, complaint_answer
from chalicelib.complaints.attach import attach
from chalicelib.complaints.complaint import Complaint
from chalicelib.complaints.find_complaint import find_own_complaint
from chalicelib.complaints.list_own_complaints import list_own_complaints
from chalicelib.complaints.live import files
from chalicelib.complaints.open_complaint import open_complaint
from chalicelib.complaints.order import AttachmentOrder, ComplaintOrder, ComplaintsPage
from chalicelib.devices.audience import DEVICE
from chalicelib.http import Api
from chalicelib.parking.errors import StayUnknown
from chalicelib.parking.find_subject import find_subject

complaints_api = Api(__name__, tag="Complaints")


@complaints_api.operation(
    "POST",
    "/complaints",
    "Complain about a stay of this phone; what the city knows of it is filled in",
    audience=DEVICE,
    takes=ComplaintOrder,
    answers=ComplaintAnswer,
    status=201,
    idempotent=True,
    refuses=[StayUnknown],
)
def open_a_complaint() -> ComplaintAnswer:
    order, caller = complaints_api.body(ComplaintOrder), complaints_api.caller
    subject = find_subject(caller.device_id, stay_id=order.stay_id, order_id=order.order_id)
    return _answer(open_complaint(order, subject, caller, utc_now()))


@complaints_api.operation(
    "GET",
    "/complaints",
    "This phone's complaints, newest first, also those that the system opened for it",
    audience=DEVICE,
    query=ComplaintsPage,
    answers=ComplaintPage,
)
def list_complaints() -> ComplaintPage:
    return list_own_complaints(complaints_api.device_id, complaints_api.query(ComplaintsPage))


@complaints_api.operation(
    "GET",
    "/complaints/{complaint_id}",
    "One complaint of this phone: its history, its evidence, its decision",
    audience=DEVICE,
    answers=ComplaintAnswer,
    refuses=[errors.ComplaintUnknown],
)
def show_complaint(complaint_id: str) -> ComplaintAnswer:
    return _answer(find_own_complaint(complaint_id, complaints_api.device_id))


@complaints_api.operation(
    "POST",
    "/complaints/{complaint_id}/attachments",
    "Announce a file of evidence, at most five, and get the form that uploads it",
    audience=DEVICE,
    takes=AttachmentOrder,
    answers=AttachmentForm,
    status=201,
    idempotent=True,
    refuses=[errors.ComplaintUnknown, errors.ComplaintClosed, errors.TooManyFiles],
)
def attach_a_file(complaint_id: str) -> AttachmentForm:
    """The form takes a file of exactly that type and size. A repeat with the same key gets a fresh form for it."""
    order, caller = complaints_api.body(AttachmentOrder), complaints_api.caller
    return attach(complaint_id, order, caller, utc_now(), files())


def _answer(complaint: Complaint) -> ComplaintAnswer:
    uploaded = files().uploaded(complaint.complaint_id) if complaint.attachments else ()
    return complaint_answer(complaint, uploaded)
