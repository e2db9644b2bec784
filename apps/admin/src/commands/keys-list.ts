import { listKeys, type ApiKeyRecord } from '@gptget/contracts'
import { formatUsd } from '@gptget/money'
import type { Command } from 'commander'
import { withPlatform } from '../platform/with-platform.ts'
import { showAmount } from '../show-amount.ts'
import { showTable } from '../show-table.ts'
import type { Terminal } from '../terminal.ts'
import { describeLimits } from './limit-options.ts'
import { showKey } from './show-key.ts'

type Options = { account: string; json?: true }

export const addListKeys = (keys: Command, terminal: Terminal): void => {
  keys
    .command('list')
    .description("Lists an account's keys, revoked ones too, with what each has spent.")
    .requiredOption('--account <id>', 'whose keys')
    .option('--json', 'answer as JSON')
    .action((options: Options) => list(terminal, options))
}

const list = async (terminal: Terminal, { account, json }: Options): Promise<void> => {
  const { keys } = await withPlatform(terminal, (bus) => bus.call(listKeys, { accountId: account }))
  if (json) {
    const shown = keys.map((key) => ({ ...showKey(key), ...showAmount('used', key.usedNanoUsd) }))
    terminal.print(JSON.stringify({ keys: shown }))
    return
  }
  const rows = keys.map((key) => [
    key.keyId,
    key.name,
    key.label,
    formatUsd(key.usedNanoUsd),
    key.creditLimitNanoUsd === null ? '-' : formatUsd(key.creditLimitNanoUsd),
    stateOf(key, terminal.now()),
    limitsOf(key),
  ])
  terminal.print(showTable(['KEY', 'NAME', 'LABEL', 'USED $', 'LIMIT $', 'STATE', 'RESTRICTED TO'], rows))
}

const stateOf = (key: ApiKeyRecord, now: Date): string => {
  if (key.revokedAt !== null) return `revoked ${key.revokedAt}`
  if (key.expiresAt === null) return 'active'
  return `${new Date(key.expiresAt) <= now ? 'expired' : 'active until'} ${key.expiresAt}`
}

const limitsOf = (key: ApiKeyRecord): string =>
  [...describeLimits(key), ...(key.allowedModels ? [key.allowedModels.join(' ')] : [])].join(', ') || '-'
