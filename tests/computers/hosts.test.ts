import { Client } from 'pg'
import { expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { describeDesktops } from './describe-desktops.ts'
import { outputOf, type Computer } from './desktops.ts'

/** Longer than hosts need to learn of each other. */
const HEARD_MS = 10_000
const GONE_MS = 15_000

const hostsOfComputers = async (databaseUrl: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query('select distinct host from computers.computers')
  await client.end()
  return rows
}

describeDesktops(
  'hosts of computers',
  ({ world, call, newComputer }) => {
    const stateOf = async (id: string) => (await call<Computer>('GET', `/computers/${id}`)).body

    it('share an account’s computers, forward to each other, and report a missing host', async () => {
      const { platform, account } = world
      await vi.waitFor(
        async () => {
          for (const { url } of platform.of('computers'))
            expect(await (await fetch(`${url}/host`)).json()).toMatchObject({ hosts: [{}, {}] })
        },
        { timeout: HEARD_MS, interval: 100 },
      )
      const computers = [await newComputer(), await newComputer({ region: 'fr' })]
      expect(await hostsOfComputers(platform.databaseUrl)).toHaveLength(2)

      // Each request several times, because edges alternate between the processes.
      for (const { id, connection_url: link } of [...computers, ...computers]) {
        expect(await outputOf(call, id, 'echo $USER')).toBe('user\n')
        expect((await call('GET', `/computers/${id}/screenshot`)).status).toBe(200)
        expect((await call('PUT', `/computers/${id}/files?path=kept.txt`, 'kept')).status).toBe(201)
        const terminal = new WebSocket(`${platform.baseUrl.replace('http', 'ws')}/computers/${id}/terminal`, {
          headers: { authorization: `Bearer ${account.apiKey}` },
        })
        await new Promise((resolve, reject) => terminal.once('message', resolve).once('error', reject))
        terminal.terminate()
        const view = new URL(link)
        const socket = new WebSocket(new URL('socket', view).href.replace('http', 'ws'), [
          'binary',
          `gptget-view.${new URLSearchParams(view.hash.slice(1)).get('token')}`,
        ])
        await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject))
        socket.terminate()
      }

      const [first] = platform.of('computers')
      const killedAt = performance.now()
      await first!.kill('SIGKILL')
      const lost = await vi.waitFor(
        async () => {
          const states = await Promise.all(computers.map(({ id }) => stateOf(id)))
          const found = states.find(({ status }) => status === 'error')
          expect(found).toBeDefined()
          return found!
        },
        { timeout: GONE_MS, interval: 200 },
      )
      expect(performance.now() - killedAt).toBeLessThan(GONE_MS)
      expect(lost.status_reason).toContain('does not answer')
      const other = computers.find(({ id }) => id !== lost.id)!
      expect(await outputOf(call, other.id, 'cat ~/kept.txt')).toBe('kept')
      const refused = await call('POST', `/computers/${lost.id}/start`)
      expect(refused.status).toBe(503)
      const third = await newComputer()
      expect(third.status).toBe('running')

      await first!.restart()
      await vi.waitFor(async () => expect((await stateOf(lost.id)).status).toBe('running'), {
        timeout: 30_000,
        interval: 200,
      })
      await vi.waitFor(async () => expect(await outputOf(call, lost.id, 'cat ~/kept.txt')).toBe('kept'), {
        timeout: HEARD_MS,
        interval: 500,
      })
      const workspaces = [...computers, third].map(({ workspace_id: id }) => id)
      for (const id of workspaces) expect((await call('DELETE', `/workspaces/${id}`)).status).toBe(200)
      expect((await call<{ data: unknown[] }>('GET', '/computers')).body.data).toEqual([])
      expect(await platform.admin.findBreaches()).toEqual([])
    })
  },
  { COMPUTERS_RECONCILE_MS: '1000' },
  () => ({ computers: 2, mode: 'processes', hasOwnPostgres: true, onBusError: () => {} }),
)
