import { listHolds, releaseHold, type HoldRecord } from '@gptget/contracts'
import { formatUsd } from '@gptget/money'
import type { Command } from 'commander'
import { withPlatform } from '../platform/with-platform.ts'
import { showAmount } from '../show-amount.ts'
import { showTable } from '../show-table.ts'
import type { Terminal } from '../terminal.ts'

type ListOptions = { account?: string; owner?: string; leftBehind?: true; all?: true; json?: true }

export const addHoldCommands = (program: Command, terminal: Terminal): void => {
  const holds = program
    .command('holds')
    .description('Credit reserved for work that outlives a request: tasks, sessions, computers, runs')
  holds
    .command('list')
    .description('Lists open holds, oldest first.')
    .option('--account <id>', 'only those of this account')
    .option('--owner <service>', 'only those of this service')
    .option('--left-behind', 'only those whose owner did not renew them in time')
    .option('--all', 'include released holds')
    .option('--json', 'print JSON')
    .action((options: ListOptions) => list(terminal, options))
  holds
    .command('release')
    .description(
      'Releases the rest of a hold and ends it. Work that is still running is charged to the wallet.',
    )
    .argument('<subject>', 'the subject of the hold, as shown by `holds list`')
    .option('--json', 'print JSON')
    .action((subject: string, options: { json?: true }) => release(terminal, subject, options))
}

const list = async (terminal: Terminal, options: ListOptions): Promise<void> => {
  const holds = await withPlatform(terminal, async (bus) => {
    const all: HoldRecord[] = []
    for (let after: string | undefined; ;) {
      const page = await bus.call(listHolds, {
        accountId: options.account,
        owner: options.owner,
        isLeftBehind: options.leftBehind === true,
        isReleasedIncluded: options.all === true,
        after,
      })
      all.push(...page.holds)
      if (page.next === null) return all
      after = page.next
    }
  })
  if (options.json) return terminal.print(JSON.stringify({ holds: holds.map(toJson) }))
  const rows = holds.map((hold) => [
    hold.subject,
    hold.accountId,
    hold.owner,
    stateOf(hold, terminal.now()),
    formatUsd(hold.amountNanoUsd),
    formatUsd(hold.capturedNanoUsd),
    formatUsd(hold.remainingNanoUsd),
    hold.createdAt,
  ])
  const heading = ['SUBJECT', 'ACCOUNT', 'OWNER', 'STATE', 'HELD $', 'CHARGED $', 'LEFT $', 'SINCE']
  terminal.print(showTable(heading, rows))
}

const release = async (terminal: Terminal, subject: string, { json }: { json?: true }): Promise<void> => {
  const { hold } = await withPlatform(terminal, (bus) => bus.call(releaseHold, { subject }))
  terminal.print(
    json
      ? JSON.stringify(toJson(hold))
      : `hold      ${hold.subject}  ${hold.status}\nreleased  $${formatUsd(hold.releasedNanoUsd)}`,
  )
}

const stateOf = ({ status, expiresAt }: HoldRecord, now: Date): string =>
  status === 'open' && new Date(expiresAt) < now ? 'left behind' : status

const toJson = (hold: HoldRecord) => ({
  subject: hold.subject,
  account_id: hold.accountId,
  key_id: hold.keyId,
  owner: hold.owner,
  status: hold.status,
  ...showAmount('amount', hold.amountNanoUsd),
  ...showAmount('captured', hold.capturedNanoUsd),
  ...showAmount('released', hold.releasedNanoUsd),
  ...showAmount('remaining', hold.remainingNanoUsd),
  expires_at: hold.expiresAt,
  created_at: hold.createdAt,
})
