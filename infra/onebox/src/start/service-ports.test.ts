import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { serviceNamed } from '@gptget/host/services'
import { expect, it } from 'vitest'
import { metricsPortTaker } from './service-ports.ts'
import { createTerminal } from './terminal.ts'

const said: string[] = []
const terminal = createTerminal(Date.now, (text) => said.push(text))

it('`npm start` gives every process the same port at each start, unless the operator sets it', async () => {
  const take = metricsPortTaker(41_000, { BILLING_METRICS_PORT: '42000' }, terminal)
  expect(
    await Promise.all([
      take(serviceNamed('router'), 1),
      take(serviceNamed('router'), 2),
      take(serviceNamed('local-model'), 1),
    ]),
  ).toEqual([41_020, 41_021, 41_080])
  expect([await take(serviceNamed('billing'), 1), await take(serviceNamed('billing'), 2)]).toEqual([
    42_000, 42_001,
  ])
})

it('`npm start` uses another port with a warning if the default is taken, and refuses an operator’s taken port', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  expect(await metricsPortTaker(port - 20, {}, terminal)(serviceNamed('router'), 1)).not.toBe(port)
  expect(said.join()).toMatch(
    new RegExp(`port ${port}, the metrics port of router.* is not free.* ROUTER_METRICS_PORT=N`),
  )
  const asked = metricsPortTaker(8080, { ROUTER_METRICS_PORT: String(port) }, terminal)
  await expect(asked(serviceNamed('router'), 1)).rejects.toThrow(
    `Port ${port} (ROUTER_METRICS_PORT) cannot be used (EADDRINUSE)`,
  )
  await expect(
    metricsPortTaker(8080, { ROUTER_METRICS_PORT: 'x' }, terminal)(serviceNamed('router'), 1),
  ).rejects.toThrow(/ROUTER_METRICS_PORT must be/)
  other.close()
})
