#!/bin/sh
# Writes the secrets that docker-compose.yml names, once; what is there already is kept.
# The TLS certificate and key are the operator's own: deploy/secrets/tls_certificate and tls_key.
set -eu
folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/secrets
mkdir -p "$folder"
# The containers read them as users of their own, so the folder, not the files, shuts others out.
chmod 0700 "$folder"
umask 022

secret() {
    [ -s "$folder/$1" ] || python3 -c 'import secrets; print(secrets.token_urlsafe(48))' > "$folder/$1"
    cat "$folder/$1"
}

keep() {
    [ -s "$folder/$1" ] || printf '%s\n' "$2" > "$folder/$1"
}

secret secret_key > /dev/null
[ -s "$folder/encryption_keys" ] || python3 -c 'import base64, secrets; print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())' > "$folder/encryption_keys"
secret postgres_password > /dev/null
keep database_owner_url "postgresql://hub_owner:$(secret hub_owner_password)@postgres:5432/hub"
keep database_url "postgresql://hub_app:$(secret hub_app_password)@postgres:5432/hub"
keep redis_url "redis://:$(secret redis_password)@redis:6379/0"
echo "deploy/secrets に秘密の値を用意しました。tls_certificate と tls_key を置いてください。"
