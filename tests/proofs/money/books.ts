import { Client } from 'pg'

export type Row = {
  generationId: string
  accountId: string
  keyId: string
  /** The number of the caller's request, from its user-agent. */
  number: number
  outcome: string
  costNanoUsd: bigint
  chargedNanoUsd: bigint
  shortfallNanoUsd: bigint
  entryCount: number
}

export type Wallet = {
  accountId: string
  availableNanoUsd: bigint
  leasedNanoUsd: bigint
  grantedNanoUsd: bigint
  chargedNanoUsd: bigint
  entriesNanoUsd: bigint
}

export type Books = { rows: Row[]; wallets: Wallet[]; openLeases: number; rejected: string[] }

const ROWS = `
  select c.charge_id, c.account_id, c.key_id, c.cost, c.charged, c.shortfall,
    c.document->'details'->>'outcome' as outcome, c.document->'details'->>'userAgent' as user_agent,
    (select count(*) from ledger_transactions t where t.charge_id = c.charge_id) as entries
  from charges c`
const WALLETS = `
  select account_id, available, leased, granted, charged,
    (select coalesce(sum(amount), 0) from ledger_entries where ledger_account = 'wallet:' || account_id) as entries
  from wallets`

/** Everything about money in the database, read without the services. */
export const readBooks = async (databaseUrl: string): Promise<Books> => {
  const client = new Client({ connectionString: databaseUrl, options: '-c search_path=billing' })
  await client.connect()
  try {
    const rows = await client.query<Record<string, string>>(ROWS)
    const wallets = await client.query<Record<string, string>>(WALLETS)
    const leases = await client.query<{ open: string }>(
      `select count(*) as open from leases where status <> 'closed'`,
    )
    const rejected = await client.query<{ line: string }>(
      `select charge_id || ': ' || reason as line from rejected_usage`,
    )
    return {
      rows: rows.rows.map(readRow),
      wallets: wallets.rows.map(readWallet),
      openLeases: Number(leases.rows[0]?.open),
      rejected: rejected.rows.map(({ line }) => line),
    }
  } finally {
    await client.end()
  }
}

const readRow = (row: Record<string, string>): Row => ({
  generationId: row['charge_id']!,
  accountId: row['account_id']!,
  keyId: row['key_id']!,
  number: Number(/^proof\/(\d+)$/.exec(row['user_agent'] ?? '')?.[1] ?? 0),
  outcome: row['outcome']!,
  costNanoUsd: BigInt(row['cost']!),
  chargedNanoUsd: BigInt(row['charged']!),
  shortfallNanoUsd: BigInt(row['shortfall']!),
  entryCount: Number(row['entries']),
})

const readWallet = (row: Record<string, string>): Wallet => ({
  accountId: row['account_id']!,
  availableNanoUsd: BigInt(row['available']!),
  leasedNanoUsd: BigInt(row['leased']!),
  grantedNanoUsd: BigInt(row['granted']!),
  chargedNanoUsd: BigInt(row['charged']!),
  entriesNanoUsd: BigInt(row['entries']!),
})
