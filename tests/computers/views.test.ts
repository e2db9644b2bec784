import { startStopwatch } from '@gptget/testkit'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { describeDesktops, SOON } from './describe-desktops.ts'
import { outputOf, type Call, type Computer } from './desktops.ts'
import { keyEvents, look, shakeHands } from './live-view.ts'

const openTerminal = async (call: Call, id: string): Promise<void> => {
  await call('POST', `/computers/${id}/open`, { target: 'xterm' })
  await expect
    .poll(
      async () => (await call<{ data: unknown[] }>('GET', `/computers/${id}/windows`)).body.data.length,
      SOON,
    )
    .toBe(1)
  await call('POST', `/computers/${id}/click`, { x: 640, y: 360, settle: true })
}

describeDesktops('the live view of a computer', ({ world, call, newComputer }) => {
  const link = async (id: string, fields: object) =>
    (await call<{ id: string; url: string; token: string }>('POST', `/computers/${id}/views`, fields)).body

  const openTerminalSocket = (id: string) => {
    const socket = new WebSocket(`${world.platform.baseUrl.replace('http', 'ws')}/computers/${id}/terminal`, {
      headers: { authorization: `Bearer ${world.account.apiKey}` },
    })
    socket.on('error', () => socket.terminate())
    const opened = new Promise((resolve) => socket.once('message', resolve))
    return { socket, opened, closed: new Promise<number>((resolve) => socket.once('close', resolve)) }
  }
  const statusOf = async (id: string): Promise<Computer | null> =>
    call<Computer>('GET', `/computers/${id}`).then(
      ({ body }) => body,
      () => null,
    )

  it('is a page that loads nothing from other hosts', async () => {
    const { connection_url: url } = await newComputer()
    const page = await fetch(url)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const html = await page.text()
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => new URL(file!, url).href)
    const modules = [
      'novnc/core/rfb.js',
      'novnc/core/input/keysymdef.js',
      'novnc/vendor/pako/lib/zlib/inflate.js',
    ]
    for (const file of [...files, ...modules.map((name) => new URL(name, url).href)])
      expect([file, (await fetch(file)).status]).toEqual([file, 200])
    for (const name of ['novnc/../../package.json', 'novnc/%2e%2e/%2e%2e/package.json', 'live-view/none.js'])
      expect((await fetch(new URL(name, url))).status).toBe(404)
  })

  it('accepts input with a token for control, and not with a view-only token', async () => {
    const { id } = await newComputer()
    await openTerminal(call, id)
    const looker = look((await link(id, { mode: 'view' })).url)
    await shakeHands(looker)
    looker.socket.send(keyEvents('touch looked\n'))
    const controller = look((await link(id, { mode: 'control' })).url)
    await shakeHands(controller)
    controller.socket.send(keyEvents('touch controlled\n'))
    await expect.poll(() => outputOf(call, id, 'ls ~'), SOON).toContain('controlled')
    expect(await outputOf(call, id, 'ls ~')).not.toContain('looked')
    looker.socket.send(Buffer.from([99, 0, 0, 0]))
    expect(await looker.closed).toBe(4400)
    controller.socket.close()
  })

  it('ends within a second for a revoked token, and not for other tokens', async () => {
    const { id, connection_url: first } = await newComputer()
    const [one, other] = [await link(id, {}), await link(id, {})]
    const [oneSeen, otherSeen, firstSeen] = [look(one.url), look(other.url), look(first)]
    await Promise.all([oneSeen.firstBytes, otherSeen.firstBytes, firstSeen.firstBytes])
    const elapsedMs = startStopwatch()
    await call('DELETE', `/computers/${id}/views/${one.id}`)
    expect(await oneSeen.closed).toBe(4401)
    expect(elapsedMs()).toBeLessThan(1_000)
    expect(await look(one.url).closed).toBe(4401)
    expect(otherSeen.socket.readyState).toBe(WebSocket.OPEN)
    await call('DELETE', `/computers/${id}/views`)
    expect(await Promise.all([otherSeen.closed, firstSeen.closed])).toEqual([4401, 4401])
    const fresh = (await call<Computer>('GET', `/computers/${id}`)).body.connection_url
    const freshSeen = look(fresh)
    await freshSeen.firstBytes
    await call('POST', `/computers/${id}/stop`)
    expect(await freshSeen.closed).toBe(4404)
  })

  it.each(['edge-gateway', 'computers'] as const)(
    'asks to connect again (1012) when its %s is replaced, and then shows the same computer',
    async (name) => {
      const { id } = await newComputer()
      const { url } = await link(id, {})
      const [view, terminal] = [look(url), openTerminalSocket(id)]
      await Promise.all([view.firstBytes, terminal.opened])
      const [service] = world.platform.of(name)
      const stopped = service!.stop()
      expect(await view.closed).toBe(1012)
      // Its shell ends with it, within the drain time (5 s here).
      expect(terminal.socket.readyState).toBe(WebSocket.OPEN)
      expect(await terminal.closed).toBe(1012)
      await stopped
      await service!.restart()
      await expect.poll(async () => (await statusOf(id))?.status, SOON).toBe('running')
      await look(url).firstBytes
    },
  )

  it('refuses a token that has expired, is forged, or belongs to another computer', async () => {
    const [mine, other] = [await newComputer(), await newComputer()]
    const { url } = await link(mine.id, { expires_in_seconds: 1 })
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    const forged = mine.connection_url.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    const elsewhere = other.connection_url.replace(other.instance_id, mine.instance_id)
    for (const bad of [url, forged, elsewhere, mine.connection_url.replace(/token=.*/, 'token=x.y')])
      expect(await look(bad).closed).toBe(4401)
    expect(world.platform.services.length).toBeGreaterThan(0)
  })
})
