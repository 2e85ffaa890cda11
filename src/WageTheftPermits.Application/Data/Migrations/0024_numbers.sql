-- The program's numbers read payments alone, of all that agencies report.
CREATE INDEX judgment_events_payments ON judgment_events (judgment_id) WHERE type IN ('payment.received.v1', 'payment.returned.v1') AND NOT set_aside;
