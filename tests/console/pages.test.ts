import { makeSignInLink } from '@gptget/contracts'
import type { Page, Response } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { USER_TURN } from '../platform/ask.ts'
import { modelOf } from '../platform/scripted-config.ts'
import { openaiFor } from '../platform/use-platform.ts'
import { findBarriers, keepPicture, settled, usePages } from './use-pages.ts'

const world = usePages('text-5')
const MODEL = modelOf('text-5')

/** Every page for a signed-in person. */
const PATHS = [
  '/playground',
  '/playground/images',
  '/playground/speech',
  '/playground/voice',
  '/playground/transcription',
  '/playground/video',
  '/media',
  '/webhooks',
  '/models',
  '/computers',
  '/keys',
  '/activity',
  '/credits',
  '/members',
  '/audit',
  '/settings',
  '/settings/security',
  '/settings/provider-keys',
  '/settings/budget',
  '/settings/data',
  '/admin/providers',
  '/admin/accounts',
  '/device',
]

/** Every page for who is not signed in. */
const PUBLIC_PATHS = [
  '/pricing',
  '/sign-in',
  '/sign-up',
  '/forgot-password',
  '/reset-password#token',
  '/confirm-address#token',
  '/welcome',
]

describe('a newcomer', () => {
  it('gets from the printed link to a streamed answer in two clicks, and sees its cost', async () => {
    const page = await world.open()
    const { token } = await world.platform.bus.call(makeSignInLink, { accountId: world.account.accountId })
    await page.goto(`/welcome#${token}`)
    await page.getByRole('button', { name: 'Open the console' }).click()
    await page.waitForURL('**/playground')
    await page.getByRole('button', { name: 'Tell me about the sea' }).click()
    const answer = page.locator('article').first()
    await answer.getByText(/\d+ in, \d+ out/).waitFor()
    await answer.getByText(/\$0\.0/).waitFor()
    expect(world.complaints).toEqual([])
  })

  it('who is not signed in sees models and prices, and returns to the wanted page after signing in', async () => {
    const page = await world.open()
    await page.goto('/pricing')
    await page.getByRole('table').waitFor()
    await page.getByRole('searchbox').fill(MODEL)
    await expect.poll(() => page.getByText(/^\d+ of \d+ models$/).textContent()).toMatch(/^1 of/)
    expect(page.url()).toContain('q=')
    await page.getByRole('row').getByRole('button', { name: MODEL }).first().click()
    const details = page.getByRole('dialog')
    await details.getByText(MODEL, { exact: true }).first().waitFor()
    await details.getByRole('row').filter({ hasText: 'Serving' }).waitFor()
    expect(new URL(page.url()).searchParams.get('model')).toBe(MODEL)
    await page.keyboard.press('Escape')
    await details.waitFor({ state: 'detached' })
    await page.goto('/pricing?provider=nobody')
    await page.getByText('No model matches').waitFor()
    await page.goto('/keys')
    await page.waitForURL('**/sign-in?next=%2Fkeys')
    await page.goto('/sign-up?next=%2Fkeys')
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('Email').fill('ada@example.com')
    await page.getByLabel('Password').fill('correct horse battery')
    await page.getByRole('button', { name: 'Create the account' }).click()
    await page.waitForURL('**/keys')
    await page.getByText('No keys yet').waitFor()
  })
})

describe('an unknown path', () => {
  it('answers a person with a 404 page and a program with the API’s error', async () => {
    const page = await world.open()
    const answer = await page.goto('/no/such/page')
    expect(answer!.status()).toBe(404)
    await page.getByRole('heading', { name: 'Page not found' }).waitFor()
    expect(await findBarriers(page)).toEqual([])
    const asProgram = await fetch(new URL('/no/such/page', page.url()))
    expect([asProgram.status, asProgram.headers.get('content-type')]).toEqual([404, 'application/json'])
    for (const path of ['/v1/no/such', '/api/auth/no-such', '/console/no-such']) {
      const ofApi = await fetch(new URL(path, page.url()), { headers: { accept: 'text/html' } })
      expect(`${path}: ${ofApi.headers.get('content-type') ?? 'nothing'}`).not.toContain('html')
    }
  })
})

it('a platform without mail says who can create a link for a forgotten password', async () => {
  const page = await world.open()
  await page.goto('/forgot-password')
  const told = page.getByText('This GptGet cannot send email')
  await told.waitFor()
  expect(await told.textContent()).toContain('Ask its administrator')
})

it('a page whose script cannot be loaded is reloaded once, and then shows an error', async () => {
  const page = await world.open()
  await world.enter(page)
  let loads = 0
  page.on('request', (request) => (loads += request.isNavigationRequest() ? 1 : 0))
  await page.route('**/assets/keys-page-*.js', (route) => route.fulfill({ status: 404 }))
  await page.goto('/keys')
  await page.getByRole('button', { name: 'Try again' }).waitFor()
  const loadsUntilSaid = loads
  expect(loadsUntilSaid).toBeGreaterThanOrEqual(2)
  await page.waitForTimeout(500)
  expect(loads).toBe(loadsUntilSaid)
  world.complaints.length = 0
})

it('a used or expired link says so, and links to the next step', async () => {
  const page = await world.open()
  await page.goto('/reset-password#of-yesterday')
  await page.getByLabel('New password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByRole('alert').getByText('already used or has expired').waitFor()
  await page.getByRole('link', { name: 'Ask for a new link' }).waitFor()
  await page.goto('/confirm-address#of-yesterday')
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByRole('alert').getByText('already used or has expired').waitFor()
  expect(await page.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/sign-in')
})

it('a form that is sent after the session ended keeps its input, and works after signing in elsewhere', async () => {
  const page = await world.open()
  await world.enter(page, '/keys')
  await page.getByRole('main').getByRole('button', { name: 'Create a key' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Typed before')
  await page.context().clearCookies()
  await dialog.getByRole('button', { name: 'Create a key' }).click()
  const told = dialog.getByRole('alert')
  await told.getByText('Your session has ended').waitFor()
  const [other] = await Promise.all([
    page.waitForEvent('popup'),
    told.getByRole('link', { name: 'Sign in' }).click(),
  ])
  await world.enter(other)
  await dialog.getByRole('button', { name: 'Create a key' }).click()
  await page.getByRole('heading', { name: 'Your new key' }).waitFor()
  await page.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByText('Typed before', { exact: true }).waitFor()
  expect(await dialog.count()).toBe(0)
})

it('an answer that breaks off is kept, and marked as incomplete', async () => {
  const page = await world.open()
  await world.enter(page)
  const piece = JSON.stringify({ id: 'chatcmpl-1', choices: [{ delta: { content: 'The sea is' } }] })
  await page.route('**/v1/chat/completions', (route) =>
    route.fulfill({ contentType: 'text/event-stream', body: `data: ${piece}\n\n` }),
  )
  await page.getByRole('button', { name: 'Tell me about the sea' }).click()
  await page.getByRole('alert').waitFor()
  const answer = await page.locator('article').textContent()
  expect(answer).toContain('The sea is')
  expect(answer).toContain('broke off before the end')
})

describe('a key', () => {
  it('is created, shown once, used by an SDK, and revoked', async () => {
    const page = await world.open()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await world.enter(page, '/keys')
    await page.getByRole('main').getByRole('button', { name: 'Create a key' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Of a test')
    await dialog.getByRole('button', { name: 'Create a key' }).click()
    const key = (await page.getByRole('dialog').locator('pre').first().textContent())!.trim()
    expect(key).toMatch(/^sk-getgpt-/)
    await page.getByRole('button', { name: 'I have copied it' }).click()
    expect(await page.content()).not.toContain(key)
    expect(asked.filter((url) => url.includes('sk-getgpt-'))).toEqual([])
    const storage = await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')
    expect(storage).not.toContain('sk-getgpt-')
    const ask = () =>
      openaiFor(world.platform.baseUrl, key).chat.completions.create({
        model: MODEL,
        messages: [...USER_TURN],
      })
    expect((await ask()).choices[0]?.message.content).toBeTruthy()
    await page.getByRole('button', { name: 'Actions of Of a test' }).click()
    await page.getByRole('menuitem', { name: 'Revoke' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('Of a test', { exact: true }).waitFor({ state: 'detached' })
    await expect
      .poll(() =>
        ask().then(
          () => 200,
          ({ status }) => status,
        ),
      )
      .toBe(401)
  })
})

/** Presses the tabulator until the control of that name has the focus. */
const tabTo = async (page: Page, name: string): Promise<void> => {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(
      `document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()`,
    )
    if (focused === name) return
  }
  throw new Error(`The keyboard does not reach ${name}`)
}

it('the menu of a phone opens a page, and the logo is shown without the documentation service', async () => {
  const page = await world.open({ viewport: { width: 390, height: 844 } })
  await world.enter(page, '/keys')
  await expect
    .poll(() => page.evaluate(`document.querySelector('header img')?.naturalWidth`))
    .toBeGreaterThan(0)
  const icon = await page.locator('link[rel=icon]').getAttribute('href')
  expect((await page.request.get(icon!)).headers()['content-type']).toBe('image/svg+xml')
  await page.getByRole('button', { name: 'Open the menu' }).click()
  const menu = page.getByRole('dialog')
  await menu.getByRole('link', { name: 'Credits' }).click()
  await page.getByRole('heading', { name: 'Credits', level: 1 }).waitFor()
  await menu.waitFor({ state: 'detached' })
})

it('a key can be created and revoked with only the keyboard', async () => {
  const page = await world.open()
  world.complaints.length = 0
  await world.enter(page, '/keys')
  await settled(page)
  await tabTo(page, 'Skip to the content')
  await page.keyboard.press('Enter')
  await tabTo(page, 'Create a key')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('By keys')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Your new key' }).waitFor()
  await tabTo(page, 'I have copied it')
  await page.keyboard.press('Enter')
  await page.getByText('By keys', { exact: true }).waitFor()
  await tabTo(page, 'Actions of By keys')
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Revoke' }).waitFor()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Revoke By keys?' }).waitFor()
  await tabTo(page, 'Revoke')
  await page.keyboard.press('Enter')
  await page.getByText('By keys', { exact: true }).waitFor({ state: 'detached' })
  expect(world.complaints).toEqual([])
})

describe('money', () => {
  it('granted by an administrator is in the balance and the ledger, and each answer has a receipt', async () => {
    const page = await world.open()
    await world.enter(page)
    await page.getByRole('button', { name: 'Tell me about the sea' }).click()
    await page.getByText(/\d+ in, \d+ out/).waitFor()
    await page.goto('/admin/accounts')
    const row = page.getByRole('row').filter({ hasText: world.account.accountId })
    await row.getByRole('button', { name: 'Grant credit' }).click()
    await page.getByLabel('US dollars').fill('12.50')
    await page.getByLabel('Reason').fill('invoice 7')
    await page.getByRole('dialog').getByRole('button', { name: 'Grant credit' }).click()
    await page.getByRole('dialog', { name: 'Credit for' }).waitFor({ state: 'detached' })
    await page.goto('/credits')
    await page.getByText('invoice 7').waitFor()
    await page.getByText('+$12.50').waitFor()
    await page.goto('/activity')
    await page
      .getByRole('button', { name: /Receipt of chatcmpl-/ })
      .first()
      .click()
    const receipt = page.getByRole('dialog')
    await receipt.getByText('Providers tried').waitFor()
    await receipt.getByText('finished').waitFor()
    expect(page.url()).toContain('generation=chatcmpl-')
  })
})

const packedBytes = async (url: string): Promise<number> => {
  const response = await fetch(url, { headers: { 'accept-encoding': 'gzip' }, method: 'HEAD' })
  expect(response.headers.get('content-encoding')).toBe('gzip')
  return Number(response.headers.get('content-length'))
}

/** The sizes of scripts, packed, by their addresses: pages share most of them. */
const sizes = new Map<string, Promise<number>>()
const sizeOf = (url: string): Promise<number> => {
  const size = sizes.get(url) ?? packedBytes(url)
  sizes.set(url, size)
  return size
}

/** The routes of an operator have too many figures for a phone. */
const WIDE_TABLES = ['/admin/providers']

/** The tables of a page that must be scrolled sideways to be read. */
const widerTables = (page: Page): Promise<string[]> =>
  page.evaluate(
    `[...document.querySelectorAll('[role=region]')]
      .filter((table) => table.scrollWidth > table.clientWidth)
      .map((table) => \`\${table.ariaLabel} is \${table.scrollWidth} of \${table.clientWidth} pixels wide\`)`,
  )

/** Everything that a page loads until it is at rest, packed. */
const MOST_SCRIPT_BYTES = 180 * 1_024

/** What a page loads too much of, and what its document did not name, so that the browser learned of it late. */
const faultsOfScripts = async (page: Page, document: Response): Promise<string[]> => {
  const named = `${document.headers().link ?? ''} ${await document.text()}`
  const scripts = (await page.evaluate(
    `performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js'))`,
  )) as string[]
  expect(scripts.length).toBeGreaterThan(3)
  const bytes = (await Promise.all(scripts.map(sizeOf))).reduce((sum, size) => sum + size, 0)
  const unnamed = scripts.map((url) => new URL(url).pathname).filter((path) => !named.includes(path))
  return [
    ...(bytes > MOST_SCRIPT_BYTES ? [`${page.url()} loads ${bytes} bytes of script`] : []),
    ...unnamed.map((path) => `${page.url()} learns late of ${path}`),
  ]
}

describe.each([
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const)('every page in $colorScheme at $viewport.width pixels', ({ colorScheme, viewport }) => {
  it('has no accessibility violation, fits the screen, loads at most 180 KB of scripts, and logs no error', async () => {
    const faults: string[] = []
    const look = async (page: Page, path: string): Promise<void> => {
      const document = await page.goto(path)
      await settled(page)
      faults.push(...(await findBarriers(page)))
      await keepPicture(page, `${colorScheme}${path.replaceAll(/[/#]/g, '-')}`)
      const width = (await page.evaluate('document.documentElement.scrollWidth')) as number
      if (width > viewport.width) faults.push(`${path} is ${width} pixels wide`)
      if (!WIDE_TABLES.includes(path)) faults.push(...(await widerTables(page)))
      faults.push(...(await faultsOfScripts(page, document!)))
    }
    const nobody = await world.open({ colorScheme, viewport })
    for (const path of PUBLIC_PATHS) await look(nobody, path)
    const member = await world.open({ colorScheme, viewport })
    await world.enter(member)
    world.complaints.length = 0
    for (const path of PATHS) await look(member, path)
    expect(faults).toEqual([])
    expect(world.complaints).toEqual([])
  }, 150_000)
})
