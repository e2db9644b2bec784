import { createKey, revokeKey } from '@gptget/contracts'
import { isApiKeyShaped, openSecret, sealSecret } from '@gptget/keys'
import type { Context } from '../context.ts'
import type { KeyPurpose } from '../db/schema/index.ts'
import type { Member } from '../members/current-member.ts'

type Owner = Pick<Member, 'accountId' | 'organizationId' | 'userId' | 'email'>

const CONSOLE = { kind: 'service', id: 'console' } as const

/** The name of such a key says whose it is. */
const nameOf = (purpose: KeyPurpose, { email }: Owner): string =>
  purpose === 'use' ? `Console of ${email}` : `Console of ${email} (keys)`

const bindingOf = ({ organizationId, userId }: Owner, purpose: KeyPurpose): string =>
  `${organizationId} ${userId} ${purpose}`

/**
 * The API key that the console uses for a member. So what they do is counted, limited and audited like the requests of
 * any other key. It is created when first needed and never leaves the server.
 */
export const memberKey = async (context: Context, owner: Owner, purpose: KeyPurpose): Promise<string> => {
  const known = await find(context, owner, purpose)
  const opened = known === undefined ? null : open(context, known.sealed_key, bindingOf(owner, purpose))
  if (opened !== null) return opened
  if (known !== undefined) await replace(context, owner, purpose, known.key_id)
  return makeOnce(context, owner, purpose)
}

/** null: it was encrypted with a lost secret, or is from before keys had checksums. */
const open = ({ keyRing, logger }: Context, sealed: string, binding: string): string | null => {
  try {
    const apiKey = openSecret(keyRing, sealed, binding)
    return isApiKeyShaped(apiKey) ? apiKey : null
  } catch (error) {
    logger.warn({ err: error }, 'a key of the console cannot be opened: it gets another one')
    return null
  }
}

const replace = async (context: Context, owner: Owner, purpose: KeyPurpose, keyId: string): Promise<void> => {
  await forgetMemberKey(context, owner, purpose)
  await context.bus.call(revokeKey, { accountId: owner.accountId, keyId, actor: CONSOLE })
}

/** A page sends several requests at once; they must not create a key each. */
const making = new Map<string, Promise<string>>()

const makeOnce = (context: Context, owner: Owner, purpose: KeyPurpose): Promise<string> => {
  const id = bindingOf(owner, purpose)
  const underWay = making.get(id)
  if (underWay !== undefined) return underWay
  const made = make(context, owner, purpose).finally(() => making.delete(id))
  making.set(id, made)
  return made
}

const make = async (context: Context, owner: Owner, purpose: KeyPurpose): Promise<string> => {
  const { apiKey, key } = await context.bus.call(createKey, {
    accountId: owner.accountId,
    name: nameOf(purpose, owner),
    rights: purpose === 'manage' ? ['keys:manage'] : [],
    actor: CONSOLE,
  })
  await context.db
    .insertInto('member_keys')
    .values({
      organization_id: owner.organizationId,
      user_id: owner.userId,
      purpose,
      key_id: key.keyId,
      sealed_key: sealSecret(context.keyRing, apiKey, bindingOf(owner, purpose), context.randomBytes),
      created_at: context.now(),
    })
    .onConflict((conflict) => conflict.columns(['organization_id', 'user_id', 'purpose']).doNothing())
    .execute()
  return apiKey
}

/** Forgets a key that was refused; the next request creates another one. */
export const forgetMemberKey = async (
  { db }: Context,
  { organizationId, userId }: Owner,
  purpose: KeyPurpose,
): Promise<void> => {
  await db
    .deleteFrom('member_keys')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('purpose', '=', purpose)
    .execute()
}

const find = ({ db }: Context, { organizationId, userId }: Owner, purpose: KeyPurpose) =>
  db
    .selectFrom('member_keys')
    .select(['sealed_key', 'key_id'])
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .where('purpose', '=', purpose)
    .executeTakeFirst()
