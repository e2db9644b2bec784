import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { scriptedConfig } from '../platform/scripted-config.ts'
import { usePlatform } from '../platform/use-platform.ts'
import { createPerson, type Person } from './person.ts'

/** The users of the provider, by login. */
const PEOPLE: Record<string, { email: string; email_verified: boolean; name: string }> = {
  ada: { email: 'ada@example.com', email_verified: true, name: 'Ada Lovelace' },
  eve: { email: 'victim@example.com', email_verified: true, name: 'Eve' },
}
const CLIENT = { client_id: 'gptget', client_secret: 'a secret of tests, long enough for one' }

/** A real OpenID Connect provider, whose pages (`devInteractions`) accept any name and password. */
const startProvider = async (): Promise<{
  issuer: string
  server: Server
  setRedirect(url: string): void
}> => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let redirect = ''
  server.on('request', (request, response) => {
    provider ??= new Provider(issuer, {
      clients: [{ ...CLIENT, redirect_uris: [redirect], id_token_signed_response_alg: 'RS256' }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      conformIdTokenClaims: false,
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id]! }) }),
      cookies: { keys: ['a key of tests'] },
    })
    void provider.callback()(request, response)
  })
  let provider: Provider | undefined
  return { issuer, server, setRedirect: (url) => void (redirect = url) }
}

const provider = await startProvider()
afterAll(() => {
  provider.server.closeAllConnections()
  provider.server.close()
})
const world = usePlatform((upstream) => ({
  console: 1,
  config: scriptedConfig(upstream, ['text-5']),
  env: {
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: CLIENT.client_id,
    OIDC_CLIENT_SECRET: CLIENT.client_secret,
    OIDC_NAME: 'Example Inc.',
    CONSOLE_SIGN_UP: 'invited',
  },
}))
const origin = (): string => world.platform.edges[0]!.url

/** Follows redirects and submits the provider's forms. Returns the URL that leads back to the console. */
const passProvider = async (start: string, name: string): Promise<string> => {
  const browser = createPerson(provider.issuer)
  let url = new URL(start)
  let form: Record<string, string> | null = null
  for (let hop = 0; hop < 12; hop += 1) {
    if (url.origin === origin()) return url.href
    const answer: Response = await browser.submit(url, form)
    const location = answer.headers.get('location')
    if (location !== null) {
      form = null
      url = new URL(location, url)
      continue
    }
    const page = await answer.text()
    const action = /action="([^"]+)"/.exec(page)?.[1]
    if (action === undefined) throw new Error(page)
    url = new URL(action, url)
    form = page.includes('name="login"')
      ? { prompt: 'login', login: name, password: 'any' }
      : { prompt: 'consent' }
  }
  throw new Error('the provider led in circles')
}

const start = async (person: Person): Promise<string> => {
  provider.setRedirect(`${origin()}/api/auth/callback/oidc`)
  const body = { provider: 'oidc', callbackURL: '/keys', errorCallbackURL: '/sign-in' }
  const answer = await person.ask('POST', '/api/auth/sign-in/social', body)
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { url: string }).url
}

/** Signs in at the provider with a name. Returns the final URL. */
const signInAs = async (name: string, person: Person): Promise<string> => {
  const back = new URL(await passProvider(await start(person), name))
  const answer = await person.ask('GET', `${back.pathname}${back.search}`)
  expect(answer.status).toBe(302)
  return new URL(answer.headers.get('location')!, origin()).href.slice(origin().length)
}

describe('single sign-on', () => {
  it('signs in the provider’s user, shows the provider’s name, and finds the same person next time', async () => {
    const features = await (await createPerson(origin()).ask('GET', '/console/public/features')).json()
    expect(features).toMatchObject({ single_sign_on: { name: 'Example Inc.' } })
    const ids: string[] = []
    for (let time = 0; time < 2; time += 1) {
      const person = createPerson(origin())
      expect(await signInAs('ada', person)).toBe('/keys')
      const session = (await (await person.ask('GET', '/console/api/session')).json()) as {
        user: { id: string; name: string; email: string; isAdministrator: boolean }
      }
      expect(session.user).toMatchObject({
        name: 'Ada Lovelace',
        email: 'ada@example.com',
        isAdministrator: false,
      })
      ids.push(session.user.id)
    }
    expect(new Set(ids).size).toBe(1)
  })

  it('refuses an answer for another browser, and a repeated one', async () => {
    const victim = createPerson(origin())
    const attacker = createPerson(origin())
    const back = new URL(await passProvider(await start(attacker), 'ada'))
    const path = `${back.pathname}${back.search}`
    const stolen = await victim.ask('GET', path)
    expect(stolen.headers.get('location')).toContain('error=')
    expect((await victim.ask('GET', '/console/api/session')).status).toBe(401)
    expect((await attacker.ask('GET', path)).headers.get('location')).toBe('/keys')
    const replayed = await attacker.ask('GET', path)
    expect(replayed.headers.get('location')).toContain('error=')
  })

  it('does not link an account with an unconfirmed address', async () => {
    const database = new Client({ connectionString: world.platform.databaseUrl })
    await database.connect()
    await database.query(
      `insert into console."user" (id, name, email, "emailVerified") values ('planted', 'Eve', $1, false)`,
      [PEOPLE.eve!.email],
    )
    await database.end()
    const person = createPerson(origin())
    expect(await signInAs('eve', person)).toBe('/sign-in?error=account_not_linked')
    expect((await person.ask('GET', '/console/api/session')).status).toBe(401)
  })
})
