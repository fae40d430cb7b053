#!/bin/sh
# Builds an image of a whole cluster in one container: ./build.sh IMAGE [VERSION_TAG]
#
# Takes the variables that bsycorp/kind's script of this name took: KUBERNETES_VERSION and STATIC_IP; REGISTRY,
# REGISTRY_USER and REGISTRY_PASSWORD are the hooks'. Hooks are before-cluster.sh, after-cluster.sh and images.sh of the
# current directory, as far as they are there. KIND is the program to use (default: bin/kind beside this script).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
kind=${KIND:-$here/bin/kind}

if [ $# -lt 1 ] || [ $# -gt 2 ] || [ "$1" = --help ]; then
  echo "usage: $0 IMAGE [VERSION_TAG]" >&2
  exit 2
fi
image=$1
tag=${2:-}

for name in DOCKER_IMAGE MINIKUBE_VERSION MINIKUBE_EXTRA_ARGS NETWORK; do
  eval "value=\${$name:-}"
  if [ -n "$value" ]; then
    echo "$0: $name has no effect: the cluster runs on containerd and is built without minikube" >&2
  fi
done

if [ -x ./before-setup.sh ]; then ./before-setup.sh; fi
if [ -e ./after-setup.sh ]; then
  echo "$0: after-setup.sh is not run: there is no container to change; use after-cluster.sh" >&2
fi

set -- build ci-image --image "$image"
if [ -n "${STATIC_IP:-}" ]; then set -- "$@" --static-ip "$STATIC_IP"; fi
for hook in before-cluster.sh after-cluster.sh images.sh; do
  if [ -e "./$hook" ]; then
    set -- "$@" --hooks "$PWD"
    break
  fi
done
if [ -n "${KUBERNETES_VERSION:-}" ]; then set -- "$@" "$KUBERNETES_VERSION"; fi
"$kind" "$@"

if [ -n "$tag" ]; then
  engine=${KIND_EXPERIMENTAL_PROVIDER:-}
  if [ -z "$engine" ]; then
    if command -v docker >/dev/null 2>&1; then engine=docker; else engine=podman; fi
  fi
  # The name without its tag; a port of the registry is none.
  case ${image##*/} in
  *:*) name=${image%:*} ;;
  *) name=$image ;;
  esac
  "$engine" tag "$image" "$name:$tag"
fi
