import { createVerify, generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGoogleTokens } from './google-service-account.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const REQUEST = {
  method: 'POST',
  url: 'https://aiplatform.googleapis.com/',
  headers: {},
  body: Buffer.alloc(0),
}
const read = (part: string | undefined): unknown => JSON.parse(Buffer.from(part!, 'base64url').toString())
const START_MS = Date.UTC(2026, 10, 22)

describe('google service accounts', () => {
  let server: Server
  let forms: URLSearchParams[]
  let status: number
  let nowMs: number
  let credential: string

  beforeEach(async () => {
    forms = []
    status = 200
    nowMs = START_MS
    server = createServer((incoming, outgoing) => {
      let body = ''
      incoming.on('data', (chunk: Buffer) => (body += chunk.toString()))
      incoming.on('end', () => {
        forms.push(new URLSearchParams(body))
        outgoing.writeHead(status, { 'content-type': 'application/json' })
        const answer =
          status === 200
            ? { access_token: `token-${forms.length}`, expires_in: 3600 }
            : { error: 'invalid_grant' }
        outgoing.end(JSON.stringify(answer))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    credential = JSON.stringify({
      client_email: 'gateway@project.iam.gserviceaccount.com',
      private_key: privateKey,
      private_key_id: 'key-1',
      token_uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    })
  })

  afterEach(() => new Promise((resolve) => server.close(resolve)))

  const authorize = (tokens: ReturnType<typeof createGoogleTokens>) => tokens(REQUEST, credential)
  const tokens = () => createGoogleTokens({ now: () => nowMs })

  it('exchanges an assertion signed by the account', async () => {
    expect(await authorize(tokens())).toEqual({ authorization: 'Bearer token-1' })
    const [form] = forms
    expect(form!.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
    const [header, claims, signature] = form!.get('assertion')!.split('.')
    expect(read(header)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' })
    expect(read(claims)).toEqual({
      iss: 'gateway@project.iam.gserviceaccount.com',
      scope: 'https://www.googleapis.com/auth/cloud-platform',
      aud: JSON.parse(credential).token_uri,
      iat: START_MS / 1000,
      exp: START_MS / 1000 + 3600,
    })
    const isSigned = createVerify('RSA-SHA256')
      .update(`${header}.${claims}`)
      .verify(publicKey, signature!, 'base64url')
    expect(isSigned).toBe(true)
  })

  it('uses a token until shortly before it expires, then fetches one for all waiting requests', async () => {
    const google = tokens()
    await Promise.all([authorize(google), authorize(google), authorize(google)])
    nowMs += 54 * 60_000
    await authorize(google)
    expect(forms).toHaveLength(1)
    nowMs += 2 * 60_000
    const renewed = await Promise.all([authorize(google), authorize(google)])
    expect(renewed).toEqual([{ authorization: 'Bearer token-2' }, { authorization: 'Bearer token-2' }])
    expect(forms).toHaveLength(2)
  })

  it('says why there is no token, and retries the next time', async () => {
    const google = tokens()
    status = 400
    await expect(authorize(google)).rejects.toThrow(/no token: 400 .*invalid_grant/)
    status = 200
    expect(await authorize(google)).toEqual({ authorization: 'Bearer token-2' })
  })

  it('accepts the path to a key file too', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'gptget-'))
    const path = join(directory, 'key.json')
    await writeFile(path, credential)
    expect(await tokens()(REQUEST, path)).toEqual({ authorization: 'Bearer token-1' })
    await rm(directory, { recursive: true })
  })
})
