-- The program's numbers read payments alone, of all that agencies report.
CREATE INDEX judgment_events_payments ON judgment_events (judgment_id) WHERE type IN ('payment.received.v1', 'payment.returned.v1') AND NOT set_aside;

-- The public look-up finds a permit by a part of its address as by a part of its name.
CREATE INDEX permits_line1_trgm ON permits USING gin (line1 gin_trgm_ops);
