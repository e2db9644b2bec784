import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { codeOf } from './authenticator.ts'
import { findBarriers, usePages } from './use-pages.ts'

const world = usePages('text-5')
const EMAIL = 'ada@example.com'
const PASSWORD = 'correct horse battery'

/** Browsers only create passkeys for host names, not for IP addresses. */
const byName = () => ({ baseURL: world.platform.edges[0]!.url.replace('127.0.0.1', 'localhost') })

const leave = async (page: Page): Promise<void> => {
  await page.context().clearCookies()
  await page.goto('/sign-in')
}
const signIn = async (page: Page): Promise<void> => {
  await page.getByLabel('Email').fill(EMAIL)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

it('lets an administrator set a password and a second factor, which is required from then on', async () => {
  const page = await world.open(byName())
  await world.enter(page, '/settings')
  await page.locator('input[name=email]').fill(EMAIL)
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByLabel('Current password').waitFor()
  await page.getByRole('link', { name: 'Security' }).click()
  await page.getByRole('button', { name: 'Turn it on' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Your password').fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Continue' }).click()
  const key = (await dialog.locator('code').textContent())!.trim()
  await dialog.getByLabel('Then type the code').fill(codeOf(key))
  expect(await findBarriers(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await dialog.getByText('Recovery codes').waitFor()
  const recovery = (await dialog.locator('code').textContent())!.trim().split('\n')
  expect(recovery).toHaveLength(10)
  await dialog.getByRole('button', { name: 'I have saved them' }).click()
  await page.getByText('On', { exact: true }).waitFor()

  await leave(page)
  await signIn(page)
  await page.getByRole('heading', { name: 'One more step' }).waitFor()
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('textbox', { name: 'Code' }).fill(codeOf(key, 20))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('The code is wrong').waitFor()
  await page.getByRole('textbox', { name: 'Code' }).fill(codeOf(key, 1))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/playground')

  for (const isFirst of [true, false]) {
    await leave(page)
    await signIn(page)
    await page.getByRole('button', { name: 'Use a recovery code' }).click()
    await page.getByLabel('Recovery code').fill(recovery[0]!)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await (isFirst ? page.waitForURL('**/playground') : page.getByText('The code is wrong').waitFor())
  }
}, 60_000)

it('creates a passkey, signs in with it without a password, and removes it', async () => {
  const page = await world.open(byName())
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await world.enter(page, '/settings/security')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByLabel('Name').fill('Laptop')
  await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
  await page.getByText('Laptop').waitFor()
  expect(await findBarriers(page)).toEqual([])
  await leave(page)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.waitForURL('**/playground')
  await page.goto('/settings/security')
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('No passkeys yet.').waitFor()
  await leave(page)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('alert').waitFor()
  await page.goto('/keys')
  await page.waitForURL('**/sign-in?next=*')
}, 60_000)

it('lists other sessions and ends one or all of them', async () => {
  const [here, there] = [await world.open(), await world.open()]
  await world.enter(there)
  await world.enter(here, '/settings/security')
  await here.getByText('This browser').waitFor()
  await here.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await here.getByText('Signed out everywhere else', { exact: true }).first().waitFor()
  await there.context().clearCookies({ name: /session_data/ })
  await there.goto('/keys')
  await there.waitForURL('**/sign-in?next=*')
  await here.getByRole('button', { name: 'Sign out everywhere', exact: true }).click()
  await here.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
  await here.waitForURL('**/sign-in')
  expect((await here.request.get('/console/api/session')).status()).toBe(401)
}, 60_000)
