import { PublicError } from '@gptget/errors'
import { formatUsd } from '@gptget/money'
import { withTransaction } from '@gptget/postgres'
import { noSuchAccount } from '../db/read-account.ts'
import type { LedgerContext } from '../context.ts'
import { bookAudited, type Grant, type GrantCreditsInput } from './grant-credits.ts'
import { lockWallets } from './lock-balances.ts'

/**
 * Takes unspent, unleased credit out of a wallet. `amountNanoUsd` is negative.
 * @throws PublicError not_found; conflict with the available amount
 */
export const takeBackCredits = (context: LedgerContext, input: GrantCreditsInput): Promise<Grant> =>
  withTransaction(context.db, async (tx) => {
    const [wallet] = await lockWallets(tx, [input.accountId])
    if (wallet === undefined) throw noSuchAccount(input.accountId)
    if (wallet.availableNanoUsd + input.amountNanoUsd < 0n) {
      const leased =
        wallet.leasedNanoUsd === 0n
          ? ''
          : ` $${formatUsd(wallet.leasedNanoUsd)} more is leased to edges; what they do not need of it is back within a minute.`
      throw new PublicError(
        'conflict',
        `At most $${formatUsd(wallet.availableNanoUsd)} can be taken back: the rest is spent or in use.${leased}`,
      )
    }
    return bookAudited(context, tx, 'credits.taken_back', input)
  })
