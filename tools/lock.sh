#!/bin/sh
# The lock files of Python: hashes, no index address, no path of a machine.
set -eu
compile() {
  output=$1; shift
  .venv/bin/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
    --no-emit-trusted-host --no-emit-find-links --no-emit-options --no-header "$@" -o "$output" pyproject.toml
}
compile requirements.txt --extra setup
compile requirements-dev.txt --extra setup --extra dev
compile requirements-node.txt --extra setup --extra node
