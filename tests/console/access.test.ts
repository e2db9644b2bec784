import { makeSignInLink } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import { USER_TURN } from '../platform/ask.ts'
import { modelOf, scriptedConfig } from '../platform/scripted-config.ts'
import { openaiFor, usePlatform } from '../platform/use-platform.ts'
import { createPerson, type Person } from './person.ts'

const world = usePlatform((upstream) => ({ console: 1, config: scriptedConfig(upstream, ['text-5']) }))
const MODEL = modelOf('text-5')

const origin = (): string => world.platform.edges[0]!.url
const makeLink = () => world.platform.bus.call(makeSignInLink, { accountId: world.account.accountId })
const signInByLink = async (): Promise<Person> => {
  const person = createPerson(origin())
  const { token } = await makeLink()
  expect((await person.ask('POST', '/api/auth/sign-in/link', { token })).status).toBe(200)
  return person
}

let number = 0
const signUp = async (): Promise<Person & { email: string }> => {
  const person = createPerson(origin())
  const email = `person-${(number += 1)}@example.com`
  const fields = { name: 'Ada', email, password: 'correct horse battery' }
  expect((await person.ask('POST', '/api/auth/sign-up/email', fields)).status).toBe(200)
  return { ...person, email }
}

const chat = (person: Person, headers?: Record<string, string>): Promise<Response> =>
  person.ask(
    'POST',
    '/console/v1/chat/completions',
    { model: MODEL, messages: USER_TURN, stream: true },
    headers,
  )

type Session = {
  user: { isAdministrator: boolean }
  organization: { id: string; accountId: string; role: string }
  organizations: unknown[]
}
const sessionOf = async (person: Person): Promise<Session> =>
  (await person.ask('GET', '/console/api/session')).json() as Promise<Session>

describe('the link that the operator’s terminal shows', () => {
  it('signs in as the administrator of the first account, once', async () => {
    const { token } = await makeLink()
    const first = createPerson(origin())
    expect((await first.ask('POST', '/api/auth/sign-in/link', { token })).status).toBe(200)
    const session = await sessionOf(first)
    expect(session.user.isAdministrator).toBe(true)
    expect(session.organization).toMatchObject({ accountId: world.account.accountId, role: 'owner' })
    const second = createPerson(origin())
    expect((await second.ask('POST', '/api/auth/sign-in/link', { token })).status).toBe(401)
    expect(second.cookies.size).toBe(0)
  })

  it('is invalid once there is a newer one', async () => {
    const { token } = await makeLink()
    await makeLink()
    const late = createPerson(origin())
    expect((await late.ask('POST', '/api/auth/sign-in/link', { token })).status).toBe(401)
  })

  it('signs in the same person each time', async () => {
    const one = await sessionOf(await signInByLink())
    const other = await sessionOf(await signInByLink())
    expect(other.user).toEqual(one.user)
  })
})

describe('a signed-in person', () => {
  it('calls the API through the console, streams, and pays from the organization’s wallet', async () => {
    const response = await chat(await signInByLink())
    expect(response.status).toBe(200)
    const text = await response.text()
    expect(text).toContain('"cost":')
    expect(text.trimEnd().endsWith('data: [DONE]')).toBe(true)
  })

  it('creates a key that works in any SDK, and revokes it', async () => {
    const person = await signInByLink()
    const made = await person.ask('POST', '/console/v1/keys', { name: 'mine' })
    expect(made.status).toBe(201)
    const { data, key } = (await made.json()) as { data: { id: string }; key: string }
    const openai = openaiFor(world.platform.baseUrl, key)
    const ask = () => openai.chat.completions.create({ model: MODEL, messages: [...USER_TURN] })
    expect((await ask()).choices[0]?.message.content).toBeTruthy()
    expect((await person.ask('DELETE', `/console/v1/keys/${data.id}`)).status).toBe(200)
    await expect
      .poll(() =>
        ask().then(
          () => 200,
          ({ status }) => status,
        ),
      )
      .toBe(401)
  })

  it('never sees the key that the console uses', async () => {
    const person = await signInByLink()
    const response = await person.ask('GET', '/console/v1/key')
    const seen = JSON.stringify([...response.headers]) + (await response.text())
    expect(seen).toContain('Console of ')
    expect(seen).not.toMatch(/sk-getgpt-[\w-]{20}/)
  })

  it('has no access after signing out', async () => {
    const person = await signInByLink()
    const before = new Map(person.cookies)
    expect((await person.ask('POST', '/api/auth/sign-out', {})).status).toBe(200)
    expect((await person.ask('GET', '/console/api/session')).status).toBe(401)
    // A copied cookie is invalid too: its cached part is trusted for one minute at most.
    const token = [...before].filter(([name]) => name.endsWith('session_token'))
    const thief = createPerson(origin())
    for (const [name, value] of token) thief.cookies.set(name, value)
    expect((await thief.ask('GET', '/console/api/session')).status).toBe(401)
  })
})

describe('a person who signs up', () => {
  it('gets their own organization without credit, and no access to others', async () => {
    const person = await signUp()
    const { user, organization } = await sessionOf(person)
    expect(user.isAdministrator).toBe(false)
    expect(organization).toMatchObject({ role: 'owner' })
    expect(organization.accountId).not.toBe(world.account.accountId)
    expect((await chat(person)).status).toBe(402)
    const { data } = (await (await person.ask('GET', '/console/v1/credits')).json()) as {
      data: { total_credits: number }
    }
    expect(data.total_credits).toBe(0)
  })

  it('has one organization even if many pages request it at once', async () => {
    const person = await signUp()
    const sessions = await Promise.all(Array.from({ length: 5 }, () => sessionOf(person)))
    expect(new Set(sessions.map(({ organization }) => organization.accountId)).size).toBe(1)
    expect((await sessionOf(person)).organizations).toHaveLength(1)
  })
})

type Invited = { owner: Person; person: Person; organizationId: string; invitationId: string }

const invite = async (role: string): Promise<Invited> => {
  const owner = await signInByLink()
  const person = await signUp()
  const { organization } = await sessionOf(owner)
  const organizationId = organization.id
  const invited = await owner.ask('POST', '/api/auth/organization/invite-member', {
    organizationId,
    email: person.email,
    role,
  })
  expect(invited.status).toBe(200)
  const { id } = (await invited.json()) as { id: string }
  return { owner, person, organizationId, invitationId: id }
}

const accept = (person: Person, invitationId: string): Promise<Response> =>
  person.ask('POST', '/api/auth/organization/accept-invitation', { invitationId })

const join = async (role: string): Promise<Invited> => {
  const invited = await invite(role)
  const { person, organizationId, invitationId } = invited
  expect((await accept(person, invitationId)).status).toBe(200)
  const chosen = await person.ask('POST', '/api/auth/organization/set-active', { organizationId })
  expect(chosen.status).toBe(200)
  return invited
}

it('an invitation works for no other address', async () => {
  const { invitationId } = await invite('member')
  expect((await accept(await signUp(), invitationId)).status).toBe(403)
})

describe('a member', () => {
  it('can use the organization’s wallet from the invitation until removal', async () => {
    const { owner, person, organizationId } = await join('member')
    expect((await sessionOf(person)).organization).toMatchObject({
      accountId: world.account.accountId,
      role: 'member',
    })
    expect((await chat(person)).status).toBe(200)
    const answer = await person.ask('GET', '/api/auth/get-session')
    const { email } = ((await answer.json()) as { user: { email: string } }).user
    const removed = await owner.ask('POST', '/api/auth/organization/remove-member', {
      organizationId,
      memberIdOrEmail: email,
    })
    expect(removed.status).toBe(200)
    expect((await sessionOf(person)).organization.accountId).not.toBe(world.account.accountId)
    const { data } = (await (await owner.ask('GET', '/console/v1/keys?include_disabled=true')).json()) as {
      data: { name: string; revoked_at: string | null }[]
    }
    expect(data.filter(({ name }) => name.includes(email)).map((key) => key.revoked_at !== null)).toEqual([
      true,
    ])
  })

  it('with read-only rights can change and call nothing', async () => {
    const { person } = await join('viewer')
    expect((await person.ask('GET', '/console/v1/credits')).status).toBe(200)
    expect((await chat(person)).status).toBe(403)
    expect((await person.ask('POST', '/console/v1/keys', { name: 'mine' })).status).toBe(403)
  })

  it('without platform rights cannot see the platform’s administration', async () => {
    const { person } = await join('admin')
    for (const path of ['accounts', 'providers'])
      expect((await person.ask('GET', `/console/api/admin/${path}`)).status).toBe(404)
    const account = `/console/api/admin/accounts/${world.account.accountId}`
    expect((await person.ask('PATCH', account, { state: 'suspended' })).status).toBe(404)
    const grant = { amount_cents: 100, reason: 'mine' }
    expect((await person.ask('POST', `${account}/credits`, grant)).status).toBe(404)
  })
})

describe('other sites', () => {
  it('cannot change anything with a visitor’s cookie', async () => {
    const person = await signInByLink()
    for (const headers of [
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-site', origin: 'http://evil.localhost' },
    ]) {
      expect((await chat(person, headers)).status).toBe(403)
      expect((await person.ask('POST', '/console/v1/keys', { name: 'theirs' }, headers)).status).toBe(403)
    }
    const old = { origin: 'https://evil.example', 'sec-fetch-site': '' }
    expect((await person.ask('POST', '/console/v1/keys', { name: 'theirs' }, old)).status).toBe(403)
    expect(
      (await person.ask('POST', '/api/auth/sign-out', {}, { origin: 'https://evil.example' })).status,
    ).toBe(403)
    expect((await person.ask('GET', '/console/api/session')).status).toBe(200)
  })

  it('cannot read the console’s answers or show it in a frame', async () => {
    const page = await createPerson(origin()).ask('GET', '/sign-in')
    const policy = page.headers.get('content-security-policy')
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    const session = await (await signInByLink()).ask('GET', '/console/api/session')
    expect(session.headers.get('access-control-allow-credentials')).toBeNull()
  })
})

/** What the document of a page knows before its scripts ask. */
const knownOf = async (page: Response): Promise<{ session: Session | null; features: unknown }> => {
  const [, data] = /<script id="known" type="application\/json">(.*?)<\/script>/.exec(await page.text())!
  return JSON.parse(data!)
}

describe('the document of a page', () => {
  it('names the signed-in person and is then not cached, and is otherwise the same for everyone', async () => {
    const person = await signInByLink()
    const mine = await person.ask('GET', '/keys')
    expect(mine.headers.get('cache-control')).toBe('no-store')
    expect((await knownOf(mine)).session).toEqual(await sessionOf(person))
    const nobody = await createPerson(origin()).ask('GET', '/keys')
    expect((await knownOf(nobody)).session).toBeNull()
    expect(nobody.headers.get('link')).not.toContain('/console/v1/')
  })

  it('is valid HTML with any name of a person', async () => {
    const person = await signInByLink()
    const name = `</script><script>alert(1)</script>$&<!--`
    expect((await person.ask('POST', '/api/auth/update-user', { name })).status).toBe(200)
    const page = await person.ask('GET', '/keys')
    expect(await page.clone().text()).not.toContain('<script>alert')
    expect((await knownOf(page)).session).toMatchObject({ user: { name } })
  })
})

describe('a session', () => {
  it('is replaced at sign-in, so that a planted cookie is useless', async () => {
    const planted = createPerson(origin())
    planted.cookies.set('gptget.session_token', 'planted.by-an-attacker')
    const { token } = await makeLink()
    await planted.ask('POST', '/api/auth/sign-in/link', { token })
    expect(planted.cookies.get('gptget.session_token')).not.toContain('planted')
  })

  it('is in a cookie that scripts cannot read and other sites cannot send', async () => {
    const person = createPerson(origin())
    const { token } = await makeLink()
    const response = await person.ask('POST', '/api/auth/sign-in/link', { token })
    const cookies = response.headers.getSetCookie()
    expect(cookies).not.toEqual([])
    for (const cookie of cookies) expect(cookie).toMatch(/httponly.*samesite=lax/i)
  })
})

describe('a guesser', () => {
  it('cannot find out whether an address has an account', async () => {
    const { email } = await signUp()
    const attempts = await Promise.all(
      [email, 'nobody@example.com'].map((address) =>
        createPerson(origin()).ask('POST', '/api/auth/sign-in/email', {
          email: address,
          password: 'x'.repeat(12),
        }),
      ),
    )
    const answers = await Promise.all(attempts.map(async (one) => [one.status, await one.text()]))
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]![0]).toBe(401)
  })

  it('is blocked after some attempts, even with a forged client address', async () => {
    const statuses: number[] = []
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const headers = { 'x-forwarded-for': `203.0.113.${attempt}` }
      const body = { email: 'ada@example.com', password: 'wrong password' }
      statuses.push(
        (await createPerson(origin()).ask('POST', '/api/auth/sign-in/email', body, headers)).status,
      )
    }
    expect(statuses.at(-1)).toBe(429)
  })
})

const post = (path: string, fields: Record<string, string>) =>
  fetch(origin() + path, { method: 'POST', body: new URLSearchParams(fields) })

describe('a device', () => {
  const CLIENT = 'gptget-cli'
  const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
  const askForCode = async () => {
    const response = await post('/api/auth/device/code', { client_id: CLIENT })
    expect(response.status).toBe(200)
    return (await response.json()) as { device_code: string; user_code: string; verification_uri: string }
  }
  const poll = async (device_code: string) => {
    const response = await post('/api/auth/device/token', {
      grant_type: GRANT,
      device_code,
      client_id: CLIENT,
    })
    return (await response.json()) as { error?: string; access_token?: string }
  }

  it('gets a key of the organization once after a person’s approval', async () => {
    const { device_code, user_code, verification_uri } = await askForCode()
    expect(verification_uri).toBe(`${origin()}/device`)
    const person = await signInByLink()
    const typed = `${user_code.slice(0, 4)}-${user_code.slice(4)}`.toLowerCase()
    const answer = await person.ask('POST', '/console/api/devices', { user_code: typed, is_approved: true })
    expect(answer.status).toBe(200)
    const { access_token: key = '' } = await poll(device_code)
    expect(key).toMatch(/^sk-getgpt-/)
    const { choices } = await openaiFor(world.platform.baseUrl, key).chat.completions.create({
      model: MODEL,
      messages: [...USER_TURN],
    })
    expect(choices[0]?.message.content).toBeTruthy()
    expect((await poll(device_code)).error).toBe('invalid_grant')
  })

  it('is told to wait, to slow down, and that it was denied', async () => {
    const { device_code, user_code } = await askForCode()
    expect((await poll(device_code)).error).toBe('authorization_pending')
    expect((await poll(device_code)).error).toBe('slow_down')
    const other = await askForCode()
    const person = await signInByLink()
    await person.ask('POST', '/console/api/devices', { user_code: other.user_code, is_approved: false })
    expect((await poll(other.device_code)).error).toMatch(/access_denied|invalid_grant/)
    expect(user_code).not.toBe(other.user_code)
  })

  it('with another client id is refused', async () => {
    const response = await post('/api/auth/device/code', { client_id: 'another' })
    expect(await response.json()).toMatchObject({ error: 'invalid_client' })
  })
})

describe('a body larger than the console reads', () => {
  it.each([
    '/api/auth/sign-in/email',
    '/api/auth/device/token',
    '/console/public/stripe',
    '/console/api/devices',
  ])('is refused before it is in memory, with or without content-length: %s', async (path) => {
    const body = Buffer.alloc(300 * 1024, ' ')
    const pieces = new Blob([body]).stream()
    for (const sent of [{ body }, { body: pieces, duplex: 'half' }]) {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(origin() + path, { method: 'POST', headers, ...sent } as RequestInit)
      expect(answer.status).toBe(413)
      await answer.body?.cancel()
    }
  })
})
