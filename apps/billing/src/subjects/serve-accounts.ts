import * as subjects from '@gptget/contracts'
import { setAccountLimits } from '../accounts/account-limits.ts'
import { setAccountState } from '../accounts/account-state.ts'
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

export const serveAccounts = (context: Context, serve: Serve): void => {
  /** What was lent under the limits of before comes back: what is lent next is reckoned by the new ones. */
  const recall = (accountId: string) =>
    context.bus.emit(subjects.leasesRecalled, { accountId, exceptHolder: '' })
  const announce = <Changed extends Pick<CreatedKey, 'key' | 'hash'>>(changed: Changed): Changed => {
    context.bus.emit(subjects.keyChanged, { keyId: changed.key.keyId, hash: changed.hash })
    return changed
  }
  serve(subjects.createAccount, async (input) => announce(await createAccount(context, input)))
  serve(subjects.listAccounts, () => listAccounts(context))
  serve(subjects.createKey, async (input) => announce(await createKey(context, input)))
  serve(subjects.revokeKey, async (input) => announce(await revokeKey(context, input)))
  serve(subjects.updateKey, async (input) => {
    const changed = announce(await updateKey(context, input))
    recall(input.accountId)
    return changed
  })
  serve(subjects.setAccountLimits, async (input) => {
    const { isChanged, ...limits } = await setAccountLimits(context, input)
    if (!isChanged) return limits
    context.bus.emit(subjects.accountChanged, { accountId: input.accountId })
    recall(input.accountId)
    return limits
  })
  serve(subjects.setAccountState, async (input) => {
    const { isChanged, state } = await setAccountState(context, input)
    if (isChanged) context.bus.emit(subjects.accountChanged, { accountId: input.accountId })
    return { state }
  })
  serve(subjects.listKeys, (input) => listKeys(context, input))
  serve(subjects.resolveKey, (input) => resolveKey(context, input))
  serve(subjects.readKeyUsage, (input) => readKeyUsage(context, input))
}
