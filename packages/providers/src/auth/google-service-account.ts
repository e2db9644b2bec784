import { createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { SignJWT } from 'jose'
import { request } from 'undici'
import { z } from 'zod'
import type { Authorize } from './authorize.ts'

/** The used fields of a service account's key file. */
const serviceAccount = z.object({
  client_email: z.string(),
  private_key: z.string(),
  private_key_id: z.string().optional(),
  token_uri: z.url().default('https://oauth2.googleapis.com/token'),
})
type ServiceAccount = z.output<typeof serviceAccount>

const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number().positive() })

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform'
const ASSERTION_SECONDS = 3600
/** A token is replaced this long before it expires, so that it does not expire in transit. */
const MARGIN_MS = 5 * 60_000
const TOKEN_TIMEOUT_MS = 10_000

type Token = { value: string; renewAtMs: number }

/**
 * Google service accounts: the credential is the account's key file, as JSON or as its path. A signed assertion is
 * exchanged for an access token (https://developers.google.com/identity/protocols/oauth2/service-account#httprest),
 * which is used until shortly before it expires. Requests that arrive meanwhile share the exchange.
 */
export const createGoogleTokens = ({ now }: { now: () => number }): Authorize => {
  const tokens = new Map<string, Promise<Token>>()
  const renew = (credential: string): Promise<Token> => {
    const token = fetchToken(credential, now())
    tokens.set(credential, token)
    token.catch(() => tokens.delete(credential))
    return token
  }
  return async (_request, credential) => {
    const pending = tokens.get(credential) ?? renew(credential)
    let token = await pending
    if (token.renewAtMs <= now()) {
      // The first of those that waited for the old token renews it.
      const current = tokens.get(credential)
      token = await (current === undefined || current === pending ? renew(credential) : current)
    }
    return { authorization: `Bearer ${token.value}` }
  }
}

const fetchToken = async (credential: string, nowMs: number): Promise<Token> => {
  const account = await readAccount(credential)
  const answer = await request(account.token_uri, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: await assertionOf(account, Math.floor(nowMs / 1000)),
    }).toString(),
    signal: AbortSignal.timeout(TOKEN_TIMEOUT_MS),
  })
  const text = await answer.body.text()
  if (answer.statusCode !== 200)
    throw new Error(
      `${account.token_uri} gave ${account.client_email} no token: ${answer.statusCode} ${text.slice(0, 500)}`,
    )
  const token = tokenAnswer.parse(JSON.parse(text))
  return { value: token.access_token, renewAtMs: nowMs + token.expires_in * 1000 - MARGIN_MS }
}

const readAccount = async (credential: string): Promise<ServiceAccount> => {
  const json = credential.trimStart().startsWith('{') ? credential : await readFile(credential, 'utf8')
  return serviceAccount.parse(JSON.parse(json))
}

/** A JSON Web Token signed with the account's key (RFC 7523). */
const assertionOf = (account: ServiceAccount, nowSeconds: number): Promise<string> =>
  new SignJWT({ scope: SCOPE })
    .setProtectedHeader({
      alg: 'RS256',
      typ: 'JWT',
      ...(account.private_key_id ? { kid: account.private_key_id } : {}),
    })
    .setIssuer(account.client_email)
    .setAudience(account.token_uri)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + ASSERTION_SECONDS)
    .sign(createPrivateKey(account.private_key))
