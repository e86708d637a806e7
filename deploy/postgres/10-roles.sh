#!/bin/sh
# Run once by the Postgres image, on an empty data folder: the two roles and the database of docs/operations.md.
set -eu
psql --username postgres --dbname postgres --set ON_ERROR_STOP=1 <<'SQL'
\set owner_password `cat /run/secrets/hub_owner_password`
\set app_password `cat /run/secrets/hub_app_password`
CREATE ROLE hub_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE hub_app LOGIN PASSWORD :'app_password';
CREATE DATABASE hub OWNER hub_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE hub FROM PUBLIC;
GRANT CONNECT ON DATABASE hub TO hub_owner, hub_app;
SQL
