import { sql, type Kysely } from 'kysely'

/**
 * The tables of better-auth, as its `compileMigrations` prints them (1.7.25 with our plugins), except the type of
 * `rateLimit.lastRequest`: our driver returns a bigint for its type, but better-auth calculates with a number.
 */
const STATEMENTS = [
  `create table "user" (id text primary key, name text not null, email text not null unique,
    "emailVerified" boolean not null, image text, "createdAt" timestamptz not null default now(),
    "updatedAt" timestamptz not null default now(), "twoFactorEnabled" boolean, role text, banned boolean,
    "banReason" text, "banExpires" timestamptz)`,
  `create table session (id text primary key, "expiresAt" timestamptz not null, token text not null unique,
    "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null, "ipAddress" text,
    "userAgent" text, "userId" text not null references "user" on delete cascade, "activeOrganizationId" text,
    "impersonatedBy" text)`,
  `create table account (id text primary key, "accountId" text not null, "providerId" text not null,
    "userId" text not null references "user" on delete cascade, "accessToken" text, "refreshToken" text,
    "idToken" text, "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz, scope text,
    password text, "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null)`,
  `create table verification (id text primary key, identifier text not null, value text not null,
    "expiresAt" timestamptz not null, "createdAt" timestamptz not null default now(),
    "updatedAt" timestamptz not null default now())`,
  `create table organization (id text primary key, name text not null, slug text not null unique, logo text,
    "createdAt" timestamptz not null, metadata text, "accountId" text not null unique)`,
  `create table member (id text primary key, "organizationId" text not null references organization on delete cascade,
    "userId" text not null references "user" on delete cascade, role text not null, "createdAt" timestamptz not null)`,
  `create table invitation (id text primary key,
    "organizationId" text not null references organization on delete cascade, email text not null, role text,
    status text not null, "expiresAt" timestamptz not null, "createdAt" timestamptz not null default now(),
    "inviterId" text not null references "user" on delete cascade)`,
  `create table "twoFactor" (id text primary key, secret text not null, "backupCodes" text not null,
    "userId" text not null references "user" on delete cascade, verified boolean,
    "failedVerificationCount" integer, "lockedUntil" timestamptz)`,
  `create table "deviceCode" (id text primary key, "deviceCode" text not null unique, "userCode" text not null unique,
    "userId" text, "expiresAt" timestamptz not null, status text not null, "lastPolledAt" timestamptz,
    "pollingInterval" integer, "clientId" text, scope text)`,
  `create table "rateLimit" (id text primary key, key text not null unique, count integer not null,
    "lastRequest" double precision not null)`,
  `create index session_by_user on session ("userId")`,
  `create index account_by_user on account ("userId")`,
  `create index verification_identifier on verification (identifier)`,
  `create unique index member_once on member ("organizationId", "userId")`,
  `create index member_by_user on member ("userId")`,
  `create index invitation_organization on invitation ("organizationId")`,
  `create index invitation_email on invitation (email)`,
  `create index "twoFactor_by_user" on "twoFactor" ("userId")`,
  `create table member_keys (
    organization_id text not null references organization on delete cascade,
    user_id text not null,
    purpose text not null check (purpose in ('use', 'manage')),
    key_id text not null,
    sealed_key text not null,
    created_at timestamptz not null,
    primary key (organization_id, user_id, purpose)
  )`,
  `create table sign_in_links (
    token_hash text primary key,
    account_id text not null,
    expires_at timestamptz not null,
    used_at timestamptz
  )`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
