/** The accounts of the double-entry ledger. Money comes into being at `platform:grants` and ends at `platform:revenue`. */
export const walletAccount = (accountId: string): string => `wallet:${accountId}`
export const GRANTS = 'platform:grants'
export const REVENUE = 'platform:revenue'
/** Pays what a wallet could not: usage that was delivered and not covered. */
export const SHORTFALL = 'platform:shortfall'
