#!/bin/sh
# The first step of `npm run quickstart` and `npm test` on a machine where nothing was done before: npm packages and
# the compiled project. Everything after that is TypeScript: scripts/<name>.ts, run with the remaining arguments.
set -eu
cd "$(dirname "$0")/.."

node -e '
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) process.exit(0);
  console.error(`kindling needs Node.js 20.19 or later, this is ${process.version}`);
  process.exit(1);
'
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "Installing npm packages ..." >&2
  npm ci --no-audit --no-fund --loglevel=error >&2
fi
echo "Compiling ..." >&2
npm run --silent build >&2

program=$1
shift
exec node "dist/scripts/$program.js" "$@"
