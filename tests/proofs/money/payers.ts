import type { Admin } from '../../platform/admin.ts'

/** A payer: an account and one of its keys. */
export type Payer = {
  name: string
  accountId: string
  keyId: string
  apiKey: string
  keyLimitUsd: number | null
}

const RICH_USD = '20000.00'

/** Accounts with enough credit, one with a dollar, and a key whose own limit is not enough. */
export const createPayers = async (admin: Admin): Promise<Payer[]> => {
  const [first, second, dollar] = await Promise.all(
    [RICH_USD, RICH_USD, '1.00'].map((creditsUsd) => admin.createAccount({ creditsUsd })),
  )
  const limited = await admin.createKey(second!.accountId, { creditLimitUsd: '3.00' })
  return [
    { name: 'first account', keyLimitUsd: null, ...first! },
    { name: 'second account', keyLimitUsd: null, ...second! },
    { name: 'its key of $3', keyLimitUsd: 3, accountId: second!.accountId, ...limited },
    { name: 'account of $1', keyLimitUsd: null, ...dollar! },
  ]
}
