import { makeSignInLink } from '@gptget/contracts'
import { beforeAll, describe, expect, it } from 'vitest'
import { scriptedConfig } from '../platform/scripted-config.ts'
import { usePlatform } from '../platform/use-platform.ts'
import { linkIn, useMailbox } from './mailbox.ts'
import { createPerson, type Person } from './person.ts'

const mailbox = await useMailbox()
const world = usePlatform((upstream) => ({
  console: 1,
  env: mailbox.env,
  config: scriptedConfig(upstream, ['text-5']),
}))

const PASSWORD = 'correct horse battery'
const origin = (): string => world.platform.edges[0]!.url
const visit = (): Person => createPerson(origin())
const answerOf = async (response: Response): Promise<[number, unknown]> => [
  response.status,
  await response.json(),
]

const signUp = (email: string, person = visit()) =>
  person.ask('POST', '/api/auth/sign-up/email', { name: 'Ada', email, password: PASSWORD })
const signIn = (email: string, password: string, person = visit()) =>
  person.ask('POST', '/api/auth/sign-in/email', { email, password })
const confirm = async (email: string, person = visit()): Promise<Person> => {
  const link = linkIn(await mailbox.read(email))
  expect(link.origin).toBe(origin())
  const path = `/api/auth/verify-email?token=${link.hash.slice(1)}`
  expect((await person.ask('GET', path)).status).toBe(200)
  return person
}
const administrator = async (): Promise<Person> => {
  const person = visit()
  const { token } = await world.platform.bus.call(makeSignInLink, { accountId: world.account.accountId })
  expect((await person.ask('POST', '/api/auth/sign-in/link', { token })).status).toBe(200)
  return person
}
const organizationOf = async (person: Person): Promise<string> =>
  ((await (await person.ask('GET', '/console/api/session')).json()) as { organization: { id: string } })
    .organization.id

const actionsOf = async (person: Person): Promise<string[]> => {
  const { data } = (await (await person.ask('GET', '/console/v1/audit')).json()) as {
    data: { action: string }[]
  }
  return data.map(({ action }) => action)
}

let member: Person
beforeAll(async () => {
  await signUp('known@example.com')
  member = await confirm('known@example.com')
})

const shape = ([status, body]: [number, unknown]) => [status, Object.keys(body as object).sort()]

describe('an address', () => {
  it('is confirmed by a mailed link before the first sign-in, and the link signs in', async () => {
    const made = await signUp('new@example.com')
    expect(made.headers.getSetCookie().join()).not.toContain('session_token=')
    expect((await signIn('new@example.com', PASSWORD)).status).toBe(403)
    const person = await confirm('new@example.com')
    expect((await person.ask('GET', '/console/api/session')).status).toBe(200)
  })

  it('gets the same answer with and without an account, at sign-up and for a forgotten password', async () => {
    const [known, unknown] = await Promise.all(
      ['known@example.com', 'unknown@example.com'].map(async (email) => answerOf(await signUp(email))),
    )
    expect(shape(known!)).toEqual(shape(unknown!))
    expect(known![1]).toMatchObject({ token: null })
    const resets = await Promise.all(
      ['known@example.com', 'nobody@example.com'].map(async (email) =>
        answerOf(await visit().ask('POST', '/api/auth/request-password-reset', { email })),
      ),
    )
    expect(resets[0]).toEqual(resets[1])
    expect((await mailbox.read('known@example.com', 3)).From.Address).toBe('no-reply@gptget.example')
    expect(await mailbox.count('nobody@example.com')).toBe(0)
  })

  it('gets the same answer to an invitation with and without an account', async () => {
    const owner = await administrator()
    const organizationId = await organizationOf(owner)
    const invite = async (email: string) => {
      const body = { organizationId, email, role: 'viewer' }
      return shape(await answerOf(await owner.ask('POST', '/api/auth/organization/invite-member', body)))
    }
    expect(await invite('known@example.com')).toEqual(await invite('stranger@example.com'))
  })
})

const forget = async (email: string, count: number): Promise<string> => {
  await visit().ask('POST', '/api/auth/request-password-reset', { email })
  const link = linkIn(await mailbox.read(email, count))
  expect(`${link.origin}${link.pathname}`).toBe(`${origin()}/reset-password`)
  return link.hash.slice(1)
}
const reset = (token: string, newPassword: string) =>
  visit().ask('POST', '/api/auth/reset-password', { token, newPassword })

describe('a forgotten password', () => {
  it('is replaced once by a mailed link, which ends every session', async () => {
    const person = visit()
    await signIn('known@example.com', PASSWORD, person)
    const token = await forget('known@example.com', (await mailbox.count('known@example.com')) + 1)
    expect((await reset(token, 'short')).status).toBe(400)
    expect((await reset(token, 'another horse battery')).status).toBe(200)
    expect((await reset(token, 'a third horse battery')).status).toBe(400)
    expect((await signIn('known@example.com', PASSWORD)).status).toBe(401)
    const thief = visit()
    for (const [name, value] of person.cookies)
      if (name.endsWith('session_token')) thief.cookies.set(name, value)
    expect((await thief.ask('GET', '/console/api/session')).status).toBe(401)
  })

  it('is not replaced by a forged link', async () => {
    expect((await reset('a'.repeat(24), 'another horse battery')).status).toBe(400)
  })

  it('is replaced by a link that only an administrator can create', async () => {
    const admin = await administrator()
    const body = { email: 'known@example.com' }
    const made = await admin.ask('POST', '/console/api/admin/password-links', body)
    expect(made.status).toBe(201)
    const { link } = (await made.json()) as { link: string }
    expect((await reset(new URL(link).hash.slice(1), 'handed on battery')).status).toBe(200)
    expect((await signIn('known@example.com', 'handed on battery')).status).toBe(200)
    expect((await visit().ask('POST', '/console/api/admin/password-links', body)).status).toBe(401)
    expect((await member.ask('POST', '/console/api/admin/password-links', body)).status).toBe(404)
  })
})

describe('an invitation', () => {
  it('is mailed, joins the organization by its link, and is audited at every step', async () => {
    const owner = await administrator()
    const organizationId = await organizationOf(owner)
    const body = { organizationId, email: 'invited@example.com', role: 'member' }
    expect((await owner.ask('POST', '/api/auth/organization/invite-member', body)).status).toBe(200)
    const link = linkIn(await mailbox.read('invited@example.com'))
    expect(`${link.origin}${link.pathname}`).toBe(`${origin()}/accept-invitation`)
    await signUp('invited@example.com')
    await mailbox.read('invited@example.com', 2)
    const person = await confirm('invited@example.com')
    const invitationId = link.searchParams.get('id')
    const joined = await person.ask('POST', '/api/auth/organization/accept-invitation', { invitationId })
    expect(joined.status).toBe(200)
    expect(await actionsOf(owner)).toEqual(expect.arrayContaining(['member.invited', 'member.joined']))
  })

  it('stays valid if its mail cannot be sent, and shows the link to pass on', async () => {
    const owner = await administrator()
    const organizationId = await organizationOf(owner)
    await mailbox.stop()
    const body = { organizationId, email: 'late@example.com', role: 'viewer' }
    const [status, answer] = await answerOf(
      await owner.ask('POST', '/api/auth/organization/invite-member', body),
    )
    expect(status).toBe(502)
    expect(answer).toMatchObject({ code: 'INVITATION_NOT_MAILED' })
    const path = `/api/auth/organization/list-invitations?organizationId=${organizationId}`
    const open = (await (await owner.ask('GET', path)).json()) as { email: string }[]
    expect(open.map(({ email }) => email)).toContain('late@example.com')
  })
})
