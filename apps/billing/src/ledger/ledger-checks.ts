export type LedgerCheck = {
  name: string
  /** A query whose rows are what is checked. */
  subjects: string
  /** A query with one row per breach: `breach` says which and how. */
  breaches: string
  /** Worth an operator's look, and nothing that must never be. */
  isInformation?: boolean
}

export const CHECKS: LedgerCheck[] = [
  {
    name: 'the entries of every ledger transaction sum to zero',
    subjects: 'select from ledger_transactions',
    breaches: `
      select transaction_id || ': ' || coalesce(sum(amount)::text, 'has no entries') as breach
      from ledger_transactions left join ledger_entries using (transaction_id)
      group by transaction_id having sum(amount) is distinct from 0`,
  },
  {
    name: 'every wallet holds the sum of its ledger entries',
    subjects: 'select from wallets',
    breaches: `
      select account_id || ': holds ' || available + leased || ', entries sum to ' || coalesce(total, 0) as breach
      from wallets left join (
        select ledger_account, sum(amount) as total from ledger_entries group by ledger_account
      ) entries on ledger_account = 'wallet:' || account_id
      where available + leased <> coalesce(total, 0)`,
  },
  {
    name: 'every ledger transaction and every charge is of an account that there is',
    subjects: 'select from ledger_transactions',
    breaches: `
      select 'account ' || account_id || ': ' || transaction_id as breach
      from ledger_transactions where account_id not in (select account_id from accounts)
      union all
      select 'account ' || account_id || ': ' || charge_id
      from charges where account_id not in (select account_id from accounts)`,
  },
  {
    name: 'no wallet is below zero, available or leased',
    subjects: 'select from wallets',
    breaches: `
      select account_id || ': available ' || available || ', leased ' || leased as breach
      from wallets where available < 0 or leased < 0`,
  },
  {
    name: 'every wallet has leased out what its unclosed leases hold',
    subjects: 'select from wallets',
    breaches: `
      select account_id || ': leased ' || leased || ', leases hold ' || coalesce(held, 0) as breach
      from wallets left join (
        select account_id, sum(granted - returned - settled) as held from leases where status <> 'closed' group by account_id
      ) holdings using (account_id)
      where leased <> coalesce(held, 0)`,
  },
  {
    name: 'no lease is overdrawn, and no closed lease holds credit',
    subjects: 'select from leases',
    breaches: `
      select lease_id || ': ' || status || ', ' || granted - returned - settled || ' left' as breach
      from leases where returned + settled > granted or (status = 'closed' and returned + settled <> granted)`,
  },
  {
    name: 'every charge with a cost has exactly one ledger transaction, and no other has any',
    subjects: 'select from charges',
    breaches: `
      select coalesce(c.charge_id, t.charge_id) || ': cost ' || coalesce(c.cost, 0)
        || ', ' || coalesce(t.transactions, 0) || ' transactions of ' || coalesce(t.charged, 0) || ' + shortfall ' || coalesce(t.shortfall, 0) as breach
      from charges c full join (
        select charge_id, count(distinct transaction_id) as transactions,
          coalesce(-sum(amount) filter (where ledger_account like 'wallet:%'), 0) as charged,
          coalesce(-sum(amount) filter (where ledger_account = 'platform:shortfall'), 0) as shortfall
        from ledger_transactions left join ledger_entries using (transaction_id)
        where kind = 'usage' group by charge_id
      ) t using (charge_id)
      where c.charge_id is null
        or (c.cost > 0 and t.transactions is distinct from 1)
        or (c.cost = 0 and t.transactions is not null)
        or c.charged <> coalesce(t.charged, 0) or c.shortfall <> coalesce(t.shortfall, 0)
        or c.charged + c.shortfall <> c.cost`,
  },
  {
    name: 'every usage transaction names its price version',
    subjects: `select from ledger_transactions where kind = 'usage'`,
    breaches: `
      select transaction_id || ': charge ' || coalesce(charge_id, 'unnamed') as breach
      from ledger_transactions where kind = 'usage' and coalesce(price_version, '') = ''`,
  },
  {
    name: "every wallet's totals are those of its ledger transactions",
    subjects: 'select from wallets',
    breaches: `
      select account_id || ': granted ' || granted || ' and charged ' || charged || ', transactions say '
        || coalesce(in_total, 0) || ' and ' || coalesce(out_total, 0) as breach
      from wallets left join (
        select account_id, sum(amount) filter (where kind = 'grant') as in_total, -sum(amount) filter (where kind = 'usage') as out_total
        from ledger_transactions join ledger_entries using (transaction_id)
        where ledger_account = 'wallet:' || account_id group by account_id
      ) sums using (account_id)
      where granted <> coalesce(in_total, 0) or charged <> coalesce(out_total, 0)`,
  },
  {
    name: "every key's spending is what its charges sum to",
    subjects: `select from key_spend where period = 'total'`,
    breaches: `
      select coalesce(s.key_id, g.key_id) || ': spent ' || coalesce(s.amount, 0) || ', charges say ' || coalesce(g.charged, 0) as breach
      from (select key_id, amount from key_spend where period = 'total') s full join (
        select key_id, sum(charged) as charged from charges group by key_id having sum(charged) > 0
      ) g using (key_id)
      where coalesce(s.amount, 0) <> coalesce(g.charged, 0)`,
  },
  {
    name: "every account's spending per month is what it was charged",
    subjects: 'select from wallets',
    breaches: `
      select account_id || ': charged ' || charged || ', months sum to ' || coalesce(total, 0) as breach
      from wallets left join (
        select account_id, sum(amount) as total from account_spend where length(period) = 7 group by account_id
      ) months using (account_id)
      where charged <> coalesce(total, 0)`,
  },
  {
    name: "every account's activity sums to what it was charged",
    subjects: 'select from activity',
    breaches: `
      select account_id || ': charged ' || charged || ', activity sums to ' || coalesce(total, 0) as breach
      from wallets left join (
        select account_id, sum(charged) as total from activity group by account_id
      ) sums using (account_id)
      where charged <> coalesce(total, 0)`,
  },
  {
    name: 'information: charges that their wallet could not wholly pay',
    subjects: 'select from charges where shortfall > 0',
    breaches: `
      select charge_id || ': account ' || account_id || ' is short of ' || shortfall || ' of ' || cost as breach
      from charges where shortfall > 0`,
    isInformation: true,
  },
  {
    name: 'information: usage that could not be booked',
    subjects: 'select from rejected_usage',
    breaches: `select charge_id || ': ' || reason as breach from rejected_usage`,
    isInformation: true,
  },
]
