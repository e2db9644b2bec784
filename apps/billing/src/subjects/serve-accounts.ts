import * as subjects from '@gptget/contracts'
import { setAccountLimits } from '../accounts/account-limits.ts'
import { setAccountState } from '../accounts/account-state.ts'
import { createAccount } from '../accounts/create-account.ts'
import { listAccounts } from '../accounts/list-accounts.ts'
import { listAudit } from '../audit/list-audit.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { Context } from '../context.ts'
import { createKey, type ChangedKey, type CreateKeyInput } from '../keys/create-key.ts'
import { listKeys } from '../keys/list-keys.ts'
import { readKeyUsage } from '../keys/read-key-usage.ts'
import { readManagedKeys } from '../keys/read-managed-keys.ts'
import { resolveKey } from '../keys/resolve-key.ts'
import { revokeKey, type RevokeKeyInput } from '../keys/revoke-key.ts'
import { rotateKey } from '../keys/rotate-key.ts'
import { updateKey, type UpdateKeyInput } from '../keys/update-key.ts'
import { readMonthlySpend } from '../spend/read-monthly-spend.ts'
import type { Serve } from './serve.ts'

export const serveAccounts = (context: Context, serve: Serve): void => {
  /** Credit lent under the previous limits returns; new leases follow the new ones. */
  const recall = (accountId: string) =>
    context.bus.emit(subjects.leasesRecalled, { accountId, exceptHolder: '' })
  const announce = <Changed extends ChangedKey>(changed: Changed): Changed => {
    for (const hash of changed.hashes)
      context.bus.emit(subjects.keyChanged, { keyId: changed.key.keyId, hash })
    return changed
  }
  serve(subjects.createAccount, async (input) => announce(await createAccount(context, input)))
  serve(subjects.listAccounts, () => listAccounts(context))
  const create = async (input: CreateKeyInput) => announce(await createKey(context, input))
  const revoke = async (input: RevokeKeyInput) => announce(await revokeKey(context, input))
  const update = async (input: UpdateKeyInput) => {
    const changed = announce(await updateKey(context, input))
    recall(input.accountId)
    return changed
  }
  serve(subjects.createKey, create)
  serve(subjects.createKeyByKey, create)
  serve(subjects.revokeKey, revoke)
  serve(subjects.revokeKeyByKey, revoke)
  serve(subjects.updateKey, update)
  serve(subjects.updateKeyByKey, update)
  serve(subjects.rotateKeyByKey, async (input) => announce(await rotateKey(context, input)))
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
  serve(subjects.readManagedKeys, (input) => readManagedKeys(context, input))
  serve(subjects.listAudit, (input) => listAudit(context, input))
  serve(subjects.recordAudit, (input) => recordAudit(context, input))
  serve(subjects.resolveKey, (input) => resolveKey(context, input))
  serve(subjects.readMonthlySpend, (input) => readMonthlySpend(context, input))
  serve(subjects.readKeyUsage, (input) => readKeyUsage(context, input))
}
