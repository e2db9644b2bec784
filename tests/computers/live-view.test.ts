import { startStopwatch } from '@gptget/testkit'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startChromium } from '../console/chromium.ts'
import { describeDesktops, SOON } from './describe-desktops.ts'
import { outputOf, type Computer } from './desktops.ts'

const connected = (page: Page) => page.locator('body[data-connected]').waitFor()

describeDesktops('the live view in a browser', ({ call, newComputer }) => {
  let browser: Browser
  let computer: Computer
  beforeAll(async () => {
    browser = await startChromium()
    computer = await newComputer()
    await call('POST', `/computers/${computer.id}/open`, { target: 'xterm -fullscreen' })
    await vi.waitUntil(async () => (await windowsOf(computer.id)) === 1, SOON)
    await call('POST', `/computers/${computer.id}/click`, { x: 640, y: 360, settle: true })
  })
  afterAll(() => browser?.close())

  const windowsOf = async (id: string): Promise<number> =>
    (await call<{ data: unknown[] }>('GET', `/computers/${id}/windows`)).body.data.length
  const output = (command: string) => outputOf(call, computer.id, command)
  const linkOf = async (mode: 'view' | 'control') =>
    (await call<{ id: string; url: string }>('POST', `/computers/${computer.id}/views`, { mode })).body

  const open = async (url: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({
      ...options,
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    const page = await context.newPage()
    page.setDefaultTimeout(SOON.timeout)
    await page.goto(url)
    await connected(page)
    return page
  }

  it('types text of any script, and shares the clipboard in both directions', async () => {
    const page = await open((await linkOf('control')).url)
    await page.locator('#screen canvas').click()
    await page.keyboard.type('cat > ~/typed.txt\n')
    await page.keyboard.type('plain {}|~"\n')
    // As the keyboard of a telephone does: text, without keys.
    await page.getByRole('button', { name: 'Keyboard' }).click()
    await page.keyboard.insertText('Grüße 你好 €')
    await page.keyboard.press('Enter')
    await page.locator('#screen canvas').click()
    await page.keyboard.press('Control+d')
    await expect.poll(() => output('cat ~/typed.txt'), SOON).toBe('plain {}|~"\nGrüße 你好 €\n')

    const clipboard = `/computers/${computer.id}/clipboard`
    await call('PUT', clipboard, { text: 'copied there, Grüße' })
    const copy = page.getByRole('button', { name: 'Copy' })
    const copied = async () => {
      if (await copy.isEnabled()) await copy.click()
      return page.evaluate('navigator.clipboard.readText()')
    }
    await expect.poll(copied, SOON).toBe('copied there, Grüße')
    await page.evaluate(`navigator.clipboard.writeText('pasted from here, €')`)
    await page.getByRole('button', { name: 'Paste' }).click()
    await expect
      .poll(async () => (await call('GET', clipboard)).body, SOON)
      .toEqual({
        text: 'pasted from here, €',
      })
    await page.context().close()
  })

  it('does not type with a view-only link', async () => {
    const page = await open((await linkOf('view')).url)
    expect(await page.locator('#mode').textContent()).toBe('View only')
    for (const name of ['Keyboard', 'Paste'])
      expect(await page.getByRole('button', { name }).isVisible()).toBe(false)
    await page.locator('#screen canvas').click({ position: { x: 5, y: 5 } })
    await page.keyboard.type('touch ~/looked\n')
    // What is typed by someone else afterwards has been read, and it has not.
    await call('POST', `/computers/${computer.id}/type`, { text: 'touch ~/controlled\n' })
    await expect.poll(() => output('ls ~'), SOON).toContain('controlled')
    expect(await output('ls ~')).not.toContain('looked')
    await page.context().close()
  })

  it('reconnects after a restart of the computer, and disconnects within a second when its link is revoked', async () => {
    const { id, url } = await linkOf('view')
    const page = await open(url)
    await page.evaluate(`new MutationObserver(() => {
      if (!document.body.hasAttribute('data-connected')) globalThis.wasLost = true
    }).observe(document.body, { attributes: true })`)
    await call('POST', `/computers/${computer.id}/restart`)
    await page.waitForFunction('globalThis.wasLost === true')
    await connected(page)

    const state = page.locator('#state')
    const elapsedMs = startStopwatch()
    await call('DELETE', `/computers/${computer.id}/views/${id}`)
    await state.filter({ hasText: 'revoked' }).waitFor()
    expect(elapsedMs()).toBeLessThan(1_000)
    await page.context().close()
  })
})
