import {
  byokTransportContext,
  deleteByokKey,
  listByokKeys,
  readByokSealingKey,
  storeByokKey,
  type ByokKeyRecord,
} from '@gptget/contracts'
import { sealForTransport } from '@gptget/keys'
import type { Command } from 'commander'
import { withPlatform } from '../platform/with-platform.ts'
import { showTable } from '../show-table.ts'
import { UsageError, type Terminal } from '../terminal.ts'

type Options = { account: string; provider: string; name?: string; json?: true }

/** The variable with the key. A command line would show it to every user of the machine. */
const KEY_VARIABLE = 'PROVIDER_API_KEY'

export const addByokCommands = (program: Command, terminal: Terminal): void => {
  const byok = program
    .command('byok')
    .description(
      "Accounts' own provider keys, stored encrypted. Requests that use them cost only the platform's fee",
    )
  byok
    .command('store')
    .description(`Stores the key in ${KEY_VARIABLE}, replacing the account's previous one for that provider.`)
    .requiredOption('--account <id>', 'the account that owns the key')
    .requiredOption('--provider <id>', 'the provider, such as openai')
    .option('--name <name>', 'a name for the key')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `\nExample:\n  ${KEY_VARIABLE}=sk-… npm run admin -- byok store --account acct_… --provider openai`,
    )
    .action((options: Options) => store(terminal, options))
  byok
    .command('list')
    .description("Lists an account's own keys, without their secrets.")
    .requiredOption('--account <id>', 'the account that owns the keys')
    .option('--json', 'print JSON')
    .action((options: Options) => list(terminal, options))
  byok
    .command('delete')
    .description('Deletes a stored key. Takes effect at every edge within a second.')
    .argument('<key>', 'the id of the stored key, byok_…')
    .requiredOption('--account <id>', 'the account that owns the key')
    .option('--json', 'print JSON')
    .action((byokKeyId: string, options: Options) => remove(terminal, byokKeyId, options))
}

const store = async (terminal: Terminal, { account, provider, name, json }: Options): Promise<void> => {
  const apiKey = terminal.env[KEY_VARIABLE]
  if (!apiKey) throw new UsageError(`Set ${KEY_VARIABLE} to the provider's key.`)
  const { key } = await withPlatform(terminal, async (bus) => {
    const { sealingKey } = await bus.call(readByokSealingKey, {})
    const sealedApiKey = await sealForTransport(sealingKey, apiKey, byokTransportContext(account, provider))
    return bus.call(storeByokKey, { accountId: account, provider, sealedApiKey, name })
  })
  terminal.print(json ? JSON.stringify(show(key)) : `key  ${key.byokKeyId}  ${key.provider}  ${key.label}`)
}

const list = async (terminal: Terminal, { account, json }: Options): Promise<void> => {
  const { keys } = await withPlatform(terminal, (bus) => bus.call(listByokKeys, { accountId: account }))
  if (json) {
    terminal.print(JSON.stringify({ keys: keys.map(show) }))
    return
  }
  const rows = keys.map((key) => [key.byokKeyId, key.provider, key.name, key.label, key.createdAt])
  terminal.print(showTable(['KEY', 'PROVIDER', 'NAME', 'LABEL', 'CREATED'], rows))
}

const remove = async (terminal: Terminal, byokKeyId: string, { account, json }: Options): Promise<void> => {
  const { key } = await withPlatform(terminal, (bus) =>
    bus.call(deleteByokKey, { accountId: account, byokKeyId }),
  )
  terminal.print(json ? JSON.stringify(show(key)) : `key  ${key.byokKeyId}  deleted`)
}

const show = (key: ByokKeyRecord) => ({
  key_id: key.byokKeyId,
  provider: key.provider,
  name: key.name,
  label: key.label,
  created_at: key.createdAt,
})
