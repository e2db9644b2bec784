#!/usr/bin/env bash
# Two official clients of Kubernetes read one manifest differently: @kubernetes/client-node 2.0.1 (js-yaml 5, YAML 1.2)
# takes a file mode of 0555 for the decimal 555, kubernetes 37.0.2 for Python (PyYAML, YAML 1.1) for the octal, which is
# 365, as kubectl does. The API server refuses 555: a mode is at most 0777, 511. A decimal mode means the same to both.
# Seen: "JavaScript 555, Python 365".
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund @kubernetes/client-node@2.0.1 >/dev/null
python3 -m venv python; python/bin/pip install --quiet kubernetes==37.0.2
cat > pod.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata: { name: example }
spec:
  containers: [{ name: main, image: example }]
  volumes: [{ name: scripts, configMap: { name: scripts, defaultMode: 0555 } }]
YAML
cat > read.mjs <<'JS'
import { readFileSync } from 'node:fs'
import { loadYaml } from '@kubernetes/client-node'
console.log(loadYaml(readFileSync('pod.yaml', 'utf8')).spec.volumes[0].configMap.defaultMode)
JS
cat > read.py <<'PY'
from kubernetes.utils import create_from_yaml
seen = []
create_from_yaml.__globals__['create_from_dict'] = lambda client, data, *more, **named: seen.append(data)
create_from_yaml(None, 'pod.yaml')
print(seen[0]['spec']['volumes'][0]['configMap']['defaultMode'])
PY
javascript=$(node read.mjs); python=$(python/bin/python read.py)
echo "client-node 2.0.1, kubernetes 37.0.2: JavaScript $javascript, Python $python"
[ "$javascript $python" = '555 365' ] && echo 'as found' || { echo 'this has changed'; exit 1; }
