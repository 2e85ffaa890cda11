-- The trace in which a delivery was stored (W3C traceparent), for the trace in which it is understood.
ALTER TABLE deliveries ADD COLUMN trace_parent text;

-- How old the oldest in quarantine is, and how many there are, without reading those that are not.
CREATE INDEX deliveries_quarantined ON deliveries (received_at) WHERE state = 'quarantined';
