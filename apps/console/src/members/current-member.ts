import { createAccount, revokeKey } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { insertOrganization } from './organizations.ts'
import { role, type Role } from './roles.ts'

/** The signed-in person and their current organization. */
export type Member = {
  sessionId: string
  userId: string
  name: string
  email: string
  /** An administrator of the whole platform. */
  isAdministrator: boolean
  hasTwoFactor: boolean
  organizationId: string
  organizationName: string
  accountId: string
  role: Role
  /** All organizations of the person. */
  organizations: { id: string; name: string; role: Role }[]
}

/** A session as better-auth returns it. */
type Session = {
  user: { id: string; name: string; email: string; role?: string | null; twoFactorEnabled?: boolean | null }
  session: { id: string; activeOrganizationId?: string | null }
}

/** The member that a session belongs to. A person without an organization gets one, with an empty wallet. */
export const memberOf = async (context: Context, { user, session }: Session): Promise<Member> => {
  const memberships = await readMemberships(context, user.id)
  const [first] = memberships
  if (first === undefined) {
    await openOwnOrganization(context, user)
    return memberOf(context, { user, session })
  }
  const current = memberships.find(({ id }) => id === session.activeOrganizationId) ?? first
  return {
    sessionId: session.id,
    userId: user.id,
    name: user.name,
    email: user.email,
    isAdministrator: user.role === 'admin',
    hasTwoFactor: user.twoFactorEnabled === true,
    organizationId: current.id,
    organizationName: current.name,
    accountId: current.accountId,
    role: current.role,
    organizations: memberships.map(({ id, name, role }) => ({ id, name, role })),
  }
}

const readMemberships = async ({ db }: Context, userId: string) => {
  const rows = await db
    .selectFrom('member')
    .innerJoin('organization', 'organization.id', 'member.organizationId')
    .select(['organization.id', 'organization.name', 'organization.accountId', 'member.role'])
    .where('member.userId', '=', userId)
    .orderBy('member.createdAt')
    .execute()
  return rows.map((row) => ({ ...row, role: role.parse(row.role) }))
}

/** Several pages may ask at once: the first to get the lock creates the organization, the others find it. */
const openOwnOrganization = (context: Context, user: Session['user']): Promise<void> =>
  withTransaction(context.db, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${user.id}, 0))`.execute(tx)
    const known = await tx.selectFrom('member').select('id').where('userId', '=', user.id).executeTakeFirst()
    if (known !== undefined) return
    const name = `${user.name || user.email}’s organization`
    await insertOrganization(context, tx, {
      accountId: await openAccount(context, name),
      name,
      ownerId: user.id,
    })
  })

const openAccount = async ({ bus }: Context, name: string): Promise<string> => {
  const actor = { kind: 'service' as const, id: 'console' }
  const { accountId, key } = await bus.call(createAccount, { name, creditsNanoUsd: 0n, actor })
  // This first key was never shown, so it is revoked.
  await bus.call(revokeKey, { accountId, keyId: key.keyId, actor })
  return accountId
}
