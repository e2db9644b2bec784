import type { Client } from 'pg'

const ACCOUNTS = 1_000
const ROWS_AT_ONCE = 500_000

/**
 * Creates a ledger that has been in use for a long time: charges of a thousand accounts, each with its transaction, and
 * consistent wallets. Indexes and constraints are those of the platform.
 */
export const fillLedger = async (
  client: Client,
  rowCount: number,
  report: (line: string) => void,
): Promise<void> => {
  const perAccount = Math.ceil(rowCount / ACCOUNTS)
  await client.query(`insert into accounts (account_id, name, created_at)
    select 'acct_' || i, 'account ' || i, now() from generate_series(0, ${ACCOUNTS - 1}) i`)
  await client.query(`insert into wallets (account_id, granted, charged, available)
    select account_id, 1000000000, 0, 1000000000 from accounts`)
  await client.query(`insert into ledger_transactions
      (transaction_id, kind, account_id, reason, created_at, wallet_amount, grants_amount)
    select 'grant_' || account_id, 'grant', account_id, 'filled', now() - interval '1 year', 1000000000, -1000000000
    from accounts`)
  for (let from = 0; from < rowCount; from += ROWS_AT_ONCE) {
    const id = `lpad(i::text, 9, '0')`
    const series = `generate_series(${from}, ${Math.min(from + ROWS_AT_ONCE, rowCount) - 1}) i`
    const [account, at] = [
      `'acct_' || i % ${ACCOUNTS}`,
      `now() - interval '300 days' + i * interval '2 seconds'`,
    ]
    await client.query(`insert into charges (charge_id, kind, account_id, key_id, product, cost, charged, shortfall,
        started_at, settled_at, document)
      select 'chatcmpl-old-' || ${id}, 'generation', ${account}, 'key_' || i % ${ACCOUNTS}, 'a/b', 700, 700, 0,
        ${at}, ${at}, '${DOCUMENT}' from ${series}`)
    await client.query(`insert into ledger_transactions
        (transaction_id, kind, account_id, charge_id, price_version, created_at, wallet_amount, revenue_amount)
      select 'txn_old_' || ${id}, 'usage', ${account}, 'chatcmpl-old-' || ${id}, 'v1', ${at}, -700, 700 from ${series}`)
    report(`${Math.min(from + ROWS_AT_ONCE, rowCount).toLocaleString('en')} charges are there`)
  }
  await client.query(`update wallets w set charged = c.charged, available = 1000000000 - c.charged
    from (select account_id, sum(charged) as charged from charges group by account_id) c
    where c.account_id = w.account_id`)
  if (perAccount * 700 > 1_000_000_000) throw new Error('A wallet would be overdrawn: grant more.')
  await client.query('vacuum analyze charges, ledger_transactions')
}

/** About the length of a short answer's details. */
const DOCUMENT = JSON.stringify({
  requestId: 'req_1',
  lines: [
    { unit: 'input_tokens', quantity: 30, rateNanoUsd: '10', costNanoUsd: '300' },
    { unit: 'output_tokens', quantity: 20, rateNanoUsd: '20', costNanoUsd: '400' },
  ],
  details: {
    outcome: 'completed',
    isStream: true,
    finishReason: 'stop',
    userAgent: 'openai/6',
    durationMs: 812,
  },
})
