import path from 'node:path'
import { resolveCacheDirectory } from '@gptget/package-files'
import { closeCalls } from '../callers/call.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { isHeld, printChecks } from '../table.ts'
import { seeDashboards } from './see-dashboards.ts'

const help = `npm run deploy:test -- dashboards [--seconds N]

Uses every feature for N seconds under the eyes of a real Prometheus, asks it the queries of every panel, and draws each
dashboard as a picture. Averages over minutes are taken over 20 seconds, so that N need not be an hour.

  --seconds N     how long (60)`

await runCommand({
  help,
  options: { seconds: { type: 'string' } },
  prove: async (values, report) => {
    const directory = path.join(resolveCacheDirectory(process.env), 'deploy-test')
    const check = await seeDashboards({ directory, seconds: numberOf(values, 'seconds', 60), report })
    await closeCalls()
    report(`\n${printChecks([check])}`)
    return isHeld([check])
  },
})
