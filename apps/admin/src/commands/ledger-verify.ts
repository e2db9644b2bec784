import { verifyLedger } from '@gptget/contracts'
import type { Command } from 'commander'
import { withPlatform } from '../platform/with-platform.ts'
import { AdminError, type Terminal } from '../terminal.ts'

const VERIFY_TIMEOUT_MS = 120_000

export const addVerifyLedger = (ledger: Command, terminal: Terminal): void => {
  ledger
    .command('verify')
    .description(
      'Checks every invariant of the ledger on the running system. Exits with 1 if one is violated.',
    )
    .option('--json', 'print JSON')
    .action((options: { json?: true }) => verify(terminal, options))
}

type Check = { name: string; isPassed: boolean; checkedCount: number; breaches: string[] }

const verify = async (terminal: Terminal, { json }: { json?: true }): Promise<void> => {
  const { checks } = await withPlatform(terminal, (bus) =>
    bus.call(verifyLedger, {}, { timeoutMs: VERIFY_TIMEOUT_MS }),
  )
  const failedCount = checks.filter((check) => !check.isPassed).length
  terminal.print(json ? JSON.stringify(toJson(checks, failedCount)) : checks.map(toText).join('\n'))
  if (failedCount > 0)
    throw new AdminError(`${failedCount} of ${checks.length} checks failed. The ledger is not consistent.`)
  if (!json) terminal.talk('The ledger is consistent.')
}

const toJson = (checks: Check[], failedCount: number) => ({
  is_passed: failedCount === 0,
  checks: checks.map((check) => ({
    name: check.name,
    is_passed: check.isPassed,
    checked_count: check.checkedCount,
    breaches: check.breaches,
  })),
})

const toText = (check: Check): string => {
  const verdict = check.isPassed ? (check.breaches.length > 0 ? 'note' : 'ok  ') : 'FAIL'
  const head = `${verdict}  ${check.name} (${check.checkedCount} checked)`
  return [head, ...check.breaches.map((breach) => `        ${breach}`)].join('\n')
}
