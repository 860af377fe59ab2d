"""The tables of the main program: the gateway, the clock, the inbox."""

VERSION = 3

TABLES = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS orders (
    remote_id TEXT PRIMARY KEY, order_id TEXT NOT NULL, amount INTEGER NOT NULL, is_hold INTEGER NOT NULL,
    currency TEXT NOT NULL, gateway_id TEXT NOT NULL, email TEXT NOT NULL, description TEXT NOT NULL,
    return_url TEXT NOT NULL, started_at TEXT NOT NULL, deadline TEXT NOT NULL, status TEXT NOT NULL,
    details TEXT NOT NULL, changed_at TEXT NOT NULL, held INTEGER NOT NULL, captured INTEGER NOT NULL,
    released INTEGER NOT NULL, still_held INTEGER NOT NULL, refunded INTEGER NOT NULL,
    clear_attempts INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS orders_by_order_id ON orders (order_id);
CREATE INDEX IF NOT EXISTS orders_by_deadline ON orders (deadline) WHERE deadline <> '';
CREATE INDEX IF NOT EXISTS orders_by_start ON orders (started_at);

CREATE TABLE IF NOT EXISTS refunds (
    message_id TEXT PRIMARY KEY, remote_id TEXT NOT NULL, amount INTEGER NOT NULL, status TEXT NOT NULL,
    asked_at TEXT NOT NULL, due_at TEXT NOT NULL, settled_at TEXT NOT NULL, remote_out_id TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS refunds_by_transaction ON refunds (remote_id);
CREATE INDEX IF NOT EXISTS refunds_due ON refunds (due_at) WHERE settled_at = '';

CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY, remote_id TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS events_by_transaction ON events (remote_id);

CREATE TABLE IF NOT EXISTS notifications (
    id INTEGER PRIMARY KEY, order_id TEXT NOT NULL, remote_id TEXT NOT NULL, status TEXT NOT NULL,
    details TEXT NOT NULL, amount INTEGER NOT NULL, happened_at TEXT NOT NULL, due_at REAL NOT NULL,
    copies INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'waiting');
CREATE INDEX IF NOT EXISTS notifications_due ON notifications (due_at) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS notifications_by_order ON notifications (order_id);
CREATE INDEX IF NOT EXISTS notifications_by_transaction ON notifications (remote_id);

CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY, notification_id INTEGER NOT NULL, at TEXT NOT NULL, outcome TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS deliveries_by_notification ON deliveries (notification_id);

CREATE TABLE IF NOT EXISTS pushes (
    identifier TEXT NOT NULL, device_id TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, link TEXT NOT NULL,
    data TEXT NOT NULL, stage_time TEXT NOT NULL, arrived_at TEXT NOT NULL, times INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (identifier, device_id));

CREATE TABLE IF NOT EXISTS sms (
    id TEXT NOT NULL, copy INTEGER NOT NULL, provider TEXT NOT NULL, phone TEXT NOT NULL, text TEXT NOT NULL,
    stage_time TEXT NOT NULL, due_at TEXT NOT NULL, arrived_at TEXT NOT NULL,
    PRIMARY KEY (provider, id, copy));
CREATE INDEX IF NOT EXISTS sms_under_way ON sms (due_at) WHERE arrived_at = '';
"""
