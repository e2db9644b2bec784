import { makeSignInLink } from '@gptget/contracts'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Account } from '../platform/admin.ts'
import { scriptedConfig } from '../platform/scripted-config.ts'
import type { Platform } from '../platform/start-platform.ts'
import { usePlatform, type World } from '../platform/use-platform.ts'
import { startChromium } from './chromium.ts'

const NETWORK_CHANGED = 'net::ERR_NETWORK_CHANGED'
/** Console errors that are allowed: refusals that a test provokes, and lost networks. */
const PASSING = new RegExp(`status of 4\\d\\d|${NETWORK_CHANGED}`)

/** Pages may be slow because tests share processors. */
const PATIENCE_MS = 15_000

type Started = { platform: Platform; account: Account }

export type Browsing = {
  browser: Browser
  /** Console errors and exceptions of the test's pages. */
  complaints: string[]
  /** A new browser context without a sign-in. */
  open(options?: Parameters<Browser['newContext']>[0]): Promise<Page>
  /** Signs in as the administrator, and opens a page: the playground where none is named. */
  enter(page: Page, path?: string): Promise<void>
}

/** A platform with its console, and a real browser. */
export const usePages = (...models: string[]): World & Browsing =>
  useBrowser(usePlatform((upstream) => ({ console: 1, config: scriptedConfig(upstream, models) })))

/** A real browser for a platform with a console. `readArguments` returns its arguments. */
export const useBrowser = <Platforms extends Started>(
  platforms: Platforms,
  readArguments: () => readonly string[] = () => [],
): Platforms & Browsing => {
  const world = platforms as Platforms & Browsing
  world.complaints = []
  beforeAll(async () => {
    world.browser = await startChromium(readArguments())
  })
  afterAll(async () => {
    await world.browser?.close()
  })
  world.open = async (options = {}) => {
    const baseURL = world.platform.edges[0]!.url
    const context = await world.browser.newContext({ baseURL, bypassCSP: false, ...options })
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    // Other tests add and remove networks of this machine, and Chromium then aborts its requests.
    page.on('requestfailed', (request) => {
      const isNeeded = ['script', 'stylesheet'].includes(request.resourceType())
      if (isNeeded && request.failure()?.errorText === NETWORK_CHANGED) void page.reload().catch(() => {})
    })
    page.on('pageerror', (error) => world.complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error' && !PASSING.test(message.text())) world.complaints.push(message.text())
    })
    return page
  }
  world.enter = async (page, path = '/playground') => {
    const { token } = await world.platform.bus.call(makeSignInLink, { accountId: world.account.accountId })
    // Without the page of the link, which `pages.test.ts` opens: its cookies are those of this browser.
    const answer = await page.request.post('/api/auth/sign-in/link', { data: { token } })
    expect(answer.status()).toBe(200)
    await page.goto(path)
  }
  return world
}

type Violation = { id: string; help: string; nodes: { html: string }[] }

/** Runs in the page, so it is text: the tests are compiled without the types of a browser. */
const TRANSITIONS_ENDED = `Promise.allSettled(
  document.getAnimations().filter((animation) => animation instanceof CSSTransition).map(({ finished }) => finished),
).then(() => null)`

/**
 * The violations that axe finds on the current page, once its colors have stopped changing: the colors between
 * two states of a button or a page, which last a moment, may lack contrast.
 */
export const findBarriers = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source)
  await page.evaluate(TRANSITIONS_ENDED)
  const found = (await page.evaluate('axe.run()')) as { violations: Violation[] }
  return found.violations.map(({ id, help, nodes }) => `${page.url()}: ${id}: ${help}: ${nodes[0]?.html}`)
}

/** Waits until a page has its heading and no open requests. */
export const settled = async (page: Page): Promise<void> => {
  await page.locator('h1').first().waitFor({ state: 'attached' })
  await expect.poll(() => page.locator('.shimmer').count(), { timeout: PATIENCE_MS }).toBe(0)
}

const PICTURES = process.env.GPTGET_SCREENSHOTS

/** Saves a screenshot of a page for people if `GPTGET_SCREENSHOTS` names a folder. */
export const keepPicture = async (page: Page, name: string): Promise<void> => {
  if (PICTURES !== undefined)
    await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true, animations: 'disabled' })
}
