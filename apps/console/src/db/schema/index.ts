import type { Kysely, Transaction as KyselyTransaction } from 'kysely'

/** The Postgres schema that holds the tables of this service. */
export const SCHEMA_NAME = 'console'

/** A person. better-auth owns these tables; listed are the columns that the console reads itself. */
export type UserRow = {
  id: string
  name: string
  email: string
  emailVerified: boolean
  role: string | null
  createdAt: Date
}

/** An organization is a billing account. */
export type OrganizationRow = {
  id: string
  name: string
  slug: string
  createdAt: Date
  /** The account in billing, `acct_…`. */
  accountId: string
}

export type MemberRow = { id: string; organizationId: string; userId: string; role: string; createdAt: Date }

/** `use` keys call models and read; `manage` keys create and change keys. */
export type KeyPurpose = 'use' | 'manage'

/** An API key that the console uses for a member, encrypted. */
export type MemberKeyRow = {
  organization_id: string
  user_id: string
  purpose: KeyPurpose
  key_id: string
  sealed_key: string
  created_at: Date
}

/** The link in the operator's terminal, which signs in once. */
export type SignInLinkRow = {
  token_hash: string
  account_id: string
  expires_at: Date
  used_at: Date | null
}

export type SessionRow = { token: string; userId: string }

/** `scope` is the organization that the person chose for the device. */
export type DeviceCodeRow = { userCode: string; status: string; scope: string | null }

/** An organization's customer at Stripe, and the saved card. */
export type PayerRow = { organization_id: string; customer_id: string; payment_method_id: string | null }

/** `attempt_id` is kept until the result of a payment is known: a retry with the same id charges nothing twice. */
export type TopUpRow = {
  organization_id: string
  is_on: boolean
  threshold_cents: number
  amount_cents: number
  /** Why the last payment failed. */
  failure: string | null
  attempt_id: string | null
  attempted_at: Date | null
}

/** The monthly budget of an organization. */
export type BudgetRow = { organization_id: string; amount_cents: number }

/** A threshold of a budget that was reached. The process that claimed it sends the mail before `claimed_until`. */
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
