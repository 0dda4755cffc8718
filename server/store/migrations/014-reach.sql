-- Tokens that may look at some environments only.

-- Null for all of them.
alter table plumbline.api_token add column environments text[] check (cardinality(environments) > 0);
