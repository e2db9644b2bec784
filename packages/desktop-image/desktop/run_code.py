"""Runs the Python code that comes on stdin, and writes to the given descriptor how it failed."""
import json, os, sys, traceback

#: The pipe for it is read when the code has ended, so it must hold all of it.
MAX_ERROR = 4_000
report = int(sys.argv[1])
code = sys.stdin.read()
sys.argv = ['-c']
sys.stdin = open(os.devnull)
scope = {'__name__': '__main__', '__builtins__': __builtins__}
try:
    exec(compile(code, '<code>', 'exec'), scope)
except SystemExit:
    raise
except BaseException as error:
    traceback.print_exc()
    os.write(report, json.dumps({'error': str(error)[:MAX_ERROR], 'error_type': type(error).__name__}).encode())
    sys.exit(1)
