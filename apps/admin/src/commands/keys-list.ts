import { listKeys, type ApiKeyRecord } from '@gptget/contracts'
import { formatUsd } from '@gptget/money'
import type { Command } from 'commander'
import { withPlatform } from '../platform/with-platform.ts'
import { showAmount } from '../show-amount.ts'
import { showTable } from '../show-table.ts'
import { UsageError, type Terminal } from '../terminal.ts'
import { describeLimits } from './limit-options.ts'
import { showKey } from './show-key.ts'

type Options = { account?: string; prefix?: string; json?: true }

export const addListKeys = (keys: Command, terminal: Terminal): void => {
  keys
    .command('list')
    .description('Lists the keys of an account, or all keys with a prefix, including revoked ones.')
    .option('--account <id>', 'the account')
    .option(
      '--prefix <text>',
      'the beginning of the key or its id, for example from a log or a leak: sk-getgpt-ab, key_eJ',
    )
    .option('--json', 'print JSON')
    .action((options: Options) => list(terminal, options))
}

const list = async (terminal: Terminal, { account, prefix, json }: Options): Promise<void> => {
  const { keys } = await withPlatform(terminal, (bus) => bus.call(listKeys, whichKeys(account, prefix)))
  if (json) {
    const shown = keys.map((key) => ({ ...showKey(key), ...showAmount('used', key.usedNanoUsd) }))
    terminal.print(JSON.stringify({ keys: shown }))
    return
  }
  const rows = keys.map((key) => [
    key.keyId,
    key.accountId,
    key.name,
    key.label,
    formatUsd(key.usedNanoUsd),
    key.creditLimitNanoUsd === null ? '-' : formatUsd(key.creditLimitNanoUsd),
    stateOf(key, terminal.now()),
    limitsOf(key),
  ])
  terminal.print(
    showTable(['KEY', 'ACCOUNT', 'NAME', 'LABEL', 'USED $', 'LIMIT $', 'STATE', 'RESTRICTED TO'], rows),
  )
}

const whichKeys = (account: string | undefined, prefix: string | undefined) => {
  if (account !== undefined && prefix === undefined) return { accountId: account }
  if (prefix !== undefined && account === undefined) return { prefix }
  throw new UsageError(
    'Give either an account (--account acct_…) or a prefix of the keys (--prefix sk-getgpt-ab).',
  )
}

const stateOf = (key: ApiKeyRecord, now: Date): string => {
  if (key.revokedAt !== null) return `revoked ${key.revokedAt}`
  if (key.isDisabled === true) return 'disabled'
  if (key.expiresAt === null) return 'active'
  return `${new Date(key.expiresAt) <= now ? 'expired' : 'active until'} ${key.expiresAt}`
}

const limitsOf = (key: ApiKeyRecord): string =>
  [
    ...(key.rights ?? []),
    ...describeLimits(key),
    ...(key.allowedModels ? [key.allowedModels.join(' ')] : []),
  ].join(', ') || '-'
