#!/bin/sh
# The sample application: answers every request with the pod and the node that served it.
set -eu
mkdir -p /tmp/www/cgi-bin
echo "Hello from pod ${HOSTNAME} on node ${NODE_NAME:-unknown}" >/tmp/www/index.html
exec httpd -f -p 8080 -h /tmp/www
