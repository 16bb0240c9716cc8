#!/usr/bin/env bash
# Makes new certificates for tls.test.js: two authorities, and a server named localhost whose
# certificate the first authority signs. The keys of the authorities are deleted. Needs openssl.
set -euo pipefail
folder=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >settings <<END
[ca]
default_ca = test
[test]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = policy
[policy]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[server]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost
END
printf 'unique_subject = no\n' >index.attr
touch index

certificate() { # name, subject, extensions, option...
  local name=$1 subject=$2 extensions=$3
  shift 3
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$name.key"
  openssl req -new -key "$name.key" -subj "/CN=$subject" -out "$name.csr"
  openssl ca -batch -notext -config settings -extensions "$extensions" -in "$name.csr" \
    -startdate 20200101000000Z -enddate 21200101000000Z -out "$name.pem" "$@"
}
certificate ca 'gitctx test authority' authority -selfsign -keyfile ca.key
certificate other_ca 'another test authority' authority -selfsign -keyfile other_ca.key
certificate server localhost server -cert ca.pem -keyfile ca.key
cp ca.pem other_ca.pem server.pem "$folder"
cp server.key "$folder/server_key.pem"
chmod 644 "$folder"/*.pem
