export type LedgerCheck = {
  name: string
  /** A query whose rows are checked. */
  subjects: string
  /** A query with one row for each violation: `breach` says which and how. */
  breaches: string
  /** Information for the operator, not a violation. */
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
    name: 'every wallet has the sum of its ledger entries',
    subjects: 'select from wallets',
    breaches: `
      select account_id || ': has ' || available + leased + held || ', entries sum to ' || coalesce(total, 0) as breach
      from wallets left join (
        select ledger_account, sum(amount) as total from ledger_entries group by ledger_account
      ) entries on ledger_account = 'wallet:' || account_id
      where available + leased + held <> coalesce(total, 0)`,
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
    name: 'no wallet is below zero: available, leased or held',
    subjects: 'select from wallets',
    breaches: `
      select account_id || ': available ' || available || ', leased ' || leased || ', held ' || held as breach
      from wallets where available < 0 or leased < 0 or held < 0`,
  },
  {
    name: 'every wallet has leased out what its unclosed leases hold',
    subjects: 'select from wallets',
    breaches: `
      select account_id || ': leased ' || leased || ', leases hold ' || coalesce(lent, 0) as breach
      from wallets left join (
        select account_id, sum(granted - returned - settled) as lent from leases where status <> 'closed' group by account_id
      ) holdings using (account_id)
      where leased <> coalesce(lent, 0)`,
  },
  {
    name: 'no lease is overdrawn, and no closed lease holds credit',
    subjects: 'select from leases',
    breaches: `
      select lease_id || ': ' || status || ', ' || granted - returned - settled || ' left' as breach
      from leases where returned + settled > granted or (status = 'closed' and returned + settled <> granted)`,
  },
  {
    name: 'every wallet has set aside what its open holds have left',
    subjects: 'select from wallets',
    breaches: `
      select account_id || ': held ' || held || ', holds have left ' || coalesce(total, 0) as breach
      from wallets left join (
        select account_id, sum(amount - captured - released) as total from holds where status = 'open' group by account_id
      ) sums using (account_id)
      where held <> coalesce(total, 0)`,
  },
  {
    name: 'every hold is what its steps say: set aside, charged from it, given back',
    subjects: 'select from holds',
    breaches: `
      select subject || ': ' || amount || ', ' || captured || ', ' || released || '; steps say '
        || coalesce(s_amount, 0) || ', ' || coalesce(s_captured, 0) || ', ' || coalesce(s_released, 0) as breach
      from holds left join (
        select subject, sum(amount) filter (where kind in ('open', 'extend')) as amount,
          sum(from_hold) filter (where kind = 'capture') as captured,
          sum(amount) filter (where kind = 'release') as released
        from hold_steps group by subject
      ) s (subject, s_amount, s_captured, s_released) using (subject)
      where amount <> coalesce(s_amount, 0) or captured <> coalesce(s_captured, 0) or released <> coalesce(s_released, 0)`,
  },
  {
    name: 'the captures of every hold are its charges',
    subjects: `select from hold_steps where kind = 'capture'`,
    breaches: `
      select coalesce(s.subject || '/' || step, charge_id) || ': captured ' || coalesce(amount::text, 'nothing')
        || ', charged ' || coalesce(cost::text, 'nothing') as breach
      from (select * from hold_steps where kind = 'capture') s
      full join (select * from charges where kind = 'capture') c on charge_id = s.subject || '/' || step
      where amount is distinct from cost or s.subject is distinct from c.subject or from_hold > charged`,
  },
  {
    name: 'no hold is overdrawn, and no released hold has credit left',
    subjects: 'select from holds',
    breaches: `
      select subject || ': ' || status || ', ' || amount - captured - released || ' left' as breach
      from holds where captured + released > amount or (status = 'released' and captured + released <> amount)`,
  },
  {
    name: 'no open hold is without an owner: each gave a sign of life in time',
    subjects: `select from holds where status = 'open'`,
    breaches: `
      select subject || ': of ' || owner || ', ' || amount - captured - released || ' left, no sign of life since '
        || expires_at - interval '15 minutes' as breach
      from holds where status = 'open' and expires_at < now()`,
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
