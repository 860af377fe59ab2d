"""What Chalice deploys: every blueprint of every slice. Only registers them."""

from chalicelib.activation.routes import activation_api
from chalicelib.activation.schedules import activation_jobs
from chalicelib.additional_fares.routes import additional_fares_api
from chalicelib.additional_fares.schedules import additional_fare_jobs
from chalicelib.api_handler import new_city
from chalicelib.complaints.routes import complaints_api
from chalicelib.complaints.schedules import complaint_jobs
from chalicelib.credentials.routes import credentials_api
from chalicelib.devices.authorizer import device_auth
from chalicelib.devices.routes import devices_api
from chalicelib.gateway_reports.routes import gateway_reports_api
from chalicelib.gateway_reports.schedules import gateway_report_jobs
from chalicelib.invoices.routes import invoices_api
from chalicelib.legal.routes import legal_api
from chalicelib.me.routes import me_api
from chalicelib.notifications.schedules import notification_jobs
from chalicelib.openapi import docs_api
from chalicelib.parking.routes import parking_api
from chalicelib.parking.schedules import parking_jobs
from chalicelib.payments.routes import payments_api
from chalicelib.tariff.routes import tariff_api
from chalicelib.tickets.invoice_routes import ticket_invoices_api
from chalicelib.tickets.routes import tickets_api
from chalicelib.tickets.schedules import ticket_jobs
from chalicelib.tickets.subscription_routes import subscriptions_api
from chalicelib.vehicles.routes import partners_api, vehicles_api
from chalicelib.vehicles.schedules import vehicle_jobs

app = new_city()
for blueprint in (
    docs_api,
    legal_api,
    devices_api,
    me_api,
    device_auth,
    parking_api,
    parking_jobs,
    payments_api,
    gateway_report_jobs,
    complaints_api,
    complaint_jobs,
    notification_jobs,
    activation_api,
    activation_jobs,
    tariff_api,
    tickets_api,
    credentials_api,
    subscriptions_api,
    ticket_invoices_api,
    invoices_api,
    ticket_jobs,
    gateway_reports_api,
    additional_fares_api,
    additional_fare_jobs,
    vehicles_api,
    partners_api,
    vehicle_jobs,
):
    app.register_blueprint(blueprint)
