-- How many messages each endpoint got is counted in an index alone.
create index delivery_counts on plumbline.delivery (endpoint, state);
