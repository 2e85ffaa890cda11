-- What has waited longest of one agency's deliveries, without reading or sorting the backlog of any.
CREATE INDEX deliveries_next ON deliveries (agency, attempts, arrival) WHERE state = 'stored';
DROP INDEX deliveries_stored;
