import * as subjects from '@gptget/contracts'
import { setAccountLimits } from '../accounts/account-limits.ts'
import { createAccount } from '../accounts/create-account.ts'
import { listAccounts } from '../accounts/list-accounts.ts'
import type { Context } from '../context.ts'
import { createKey, type CreatedKey } from '../keys/create-key.ts'
import { listKeys } from '../keys/list-keys.ts'
import { readKeyUsage } from '../keys/read-key-usage.ts'
import { resolveKey } from '../keys/resolve-key.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { updateKey } from '../keys/update-key.ts'
import type { Serve } from './serve.ts'

export const serveAccounts = (ctx: Context, serve: Serve): void => {
  /** What was lent under the limits of before comes back: what is lent next is reckoned by the new ones. */
  const recall = (accountId: string) => ctx.bus.emit(subjects.leasesRecalled, { accountId, exceptHolder: '' })
  const announce = <Changed extends Pick<CreatedKey, 'key' | 'hash'>>(changed: Changed): Changed => {
    ctx.bus.emit(subjects.keyChanged, { keyId: changed.key.keyId, hash: changed.hash })
    return changed
  }
  serve(subjects.createAccount, async (input) => announce(await createAccount(ctx, input)))
  serve(subjects.listAccounts, () => listAccounts(ctx))
  serve(subjects.createKey, async (input) => announce(await createKey(ctx, input)))
  serve(subjects.revokeKey, async (input) => announce(await revokeKey(ctx, input)))
  serve(subjects.updateKey, async (input) => {
    const changed = announce(await updateKey(ctx, input))
    recall(input.accountId)
    return changed
  })
  serve(subjects.setAccountLimits, async (input) => {
    const { isChanged, ...limits } = await setAccountLimits(ctx, input)
    if (!isChanged) return limits
    ctx.bus.emit(subjects.accountChanged, { accountId: input.accountId })
    recall(input.accountId)
    return limits
  })
  serve(subjects.listKeys, (input) => listKeys(ctx, input))
  serve(subjects.resolveKey, (input) => resolveKey(ctx, input))
  serve(subjects.readKeyUsage, (input) => readKeyUsage(ctx, input))
}
