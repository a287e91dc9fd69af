#!/bin/sh
# Makes the certificate by which the nodes of a cluster authenticate each other, and a private certificate authority for it:
#
#   deploy/node-certificates.sh DIRECTORY
#
# nodes-ca.pem, node.pem and node-key.pem go to each node. nodes-ca-key.pem stays where it was made: whoever has it, or
# node-key.pem, can execute code on the nodes. Run again with the same directory it keeps the authority and makes a new
# certificate for the nodes, which lasts two years. Needs openssl.
set -eu
directory=${1:?usage: node-certificates.sh DIRECTORY}

# Other users of this machine cannot enter the directory if it is made here.
umask 077
mkdir -p "$directory"
cd "$directory"

if [ ! -f nodes-ca-key.pem ]; then
    cat > ca.cnf <<END
[req]
distinguished_name = name
x509_extensions = authority
prompt = no
[name]
CN = AkkaChat nodes
[authority]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
END
    openssl ecparam -name prime256v1 -genkey -noout -out nodes-ca-key.pem
    openssl req -x509 -new -config ca.cnf -key nodes-ca-key.pem -days 3650 -out nodes-ca.pem
    rm ca.cnf
fi

# Each node is the client of some connections and the server of others. Names are not checked: all nodes can have the same certificate.
cat > node.cnf <<END
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
END
openssl ecparam -name prime256v1 -genkey -noout -out new-key.pem
openssl req -new -key new-key.pem -subj "/CN=AkkaChat node" -out node.csr
openssl x509 -req -in node.csr -CA nodes-ca.pem -CAkey nodes-ca-key.pem -set_serial "0x$(openssl rand -hex 8)" \
    -days 730 -extfile node.cnf -out new.pem
rm node.cnf node.csr
mv new-key.pem node-key.pem
mv new.pem node.pem

chmod 644 nodes-ca.pem node.pem
# A container's user, who is not the owner, must be able to read what is mounted into the container file by file.
if [ -n "$(find . -prune -perm 700)" ]; then
    chmod 644 node-key.pem
fi
