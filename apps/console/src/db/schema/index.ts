import type { Kysely, Transaction as KyselyTransaction } from 'kysely'

/** The Postgres schema that holds the tables of this service. */
export const SCHEMA_NAME = 'console'

/** A person. better-auth writes these tables; what is read here without it is listed. */
export type UserRow = {
  id: string
  name: string
  email: string
  emailVerified: boolean
  role: string | null
  createdAt: Date
}

/** An organisation is a billing account. */
export type OrganizationRow = {
  id: string
  name: string
  slug: string
  createdAt: Date
  /** Of billing: `acct_…`. */
  accountId: string
}

export type MemberRow = { id: string; organizationId: string; userId: string; role: string; createdAt: Date }

/** `use` calls models and reads; `manage` makes and changes keys. */
export type KeyPurpose = 'use' | 'manage'

/** An API key by which the console acts for a member, sealed. */
export type MemberKeyRow = {
  organization_id: string
  user_id: string
  purpose: KeyPurpose
  key_id: string
  sealed_key: string
  created_at: Date
}

/** A link that signs in whoever may read the operator's terminal, once. */
export type SignInLinkRow = {
  token_hash: string
  account_id: string
  expires_at: Date
  used_at: Date | null
}

export type SessionRow = { token: string; userId: string }

/** `scope` is the organisation for which the device was let in. */
export type DeviceCodeRow = { userCode: string; status: string; scope: string | null }

/** Who an organisation is to Stripe, and the card that it may charge. */
export type PayerRow = { organization_id: string; customer_id: string; payment_method_id: string | null }

/** `attempt_id` is kept until the outcome of a payment is known: asked again under it, nothing is charged twice. */
export type TopUpRow = {
  organization_id: string
  is_on: boolean
  threshold_cents: number
  amount_cents: number
  /** Why the last payment did not succeed. */
  failure: string | null
  attempt_id: string | null
  attempted_at: Date | null
}

/** What an organisation means to spend in a month. */
export type BudgetRow = { organization_id: string; amount_cents: number }

/** A share of a month’s budget that was reached: one process tells of it, within `claimed_until`. */
export type BudgetAlertRow = {
  organization_id: string
  month: string
  percent: number
  claimed_until: Date
  told_at: Date | null
}

export type Schema = {
  budgets: BudgetRow
  budget_alerts: BudgetAlertRow
  payers: PayerRow
  top_ups: TopUpRow
  user: UserRow
  session: SessionRow
  deviceCode: DeviceCodeRow
  organization: OrganizationRow
  member: MemberRow
  member_keys: MemberKeyRow
  sign_in_links: SignInLinkRow
}
export type Database = Kysely<Schema>
export type Transaction = KyselyTransaction<Schema>
