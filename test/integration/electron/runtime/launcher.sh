#!/bin/sh
# Takes the place of Electron's program in a runtime folder made by build-runtime.ts.
STAND_IN_EXECUTABLE=$(readlink -f "$0")
export STAND_IN_EXECUTABLE
here=$(dirname "$STAND_IN_EXECUTABLE")/stand-in
if [ -n "$ELECTRON_RUN_AS_NODE" ]; then
  exec "$here/node" --import "$here/runtime/asar-hook.ts" "$@"
fi
exec "$here/node" --import "$here/stand-in/register.ts" "$here/runtime/start-packaged.ts" "$@"
