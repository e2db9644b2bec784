import { connectBus } from '@gptget/bus'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startCluster, type NatsNode } from './start-nats.ts'

let nodes: NatsNode[]
beforeAll(async () => {
  nodes = await startCluster()
})
afterAll(() => Promise.all(nodes.map((node) => node.kill())))

type Jsz = {
  account_details: { stream_detail: { name: string; cluster: { replicas?: object[] } }[] }[]
}

it('processes that start at once on three NATS servers create one usage stream, replicated to each', async () => {
  const url = `nats://${nodes.map(({ address }) => address).join(',')}`
  const buses = await Promise.all(
    Array.from({ length: 6 }, () => connectBus({ url, name: 'test', onError: () => {} })),
  )
  const { account_details: accounts } = await nodes[0]!.read<Jsz>('/jsz?streams=true')
  const usage = accounts.flatMap(({ stream_detail }) => stream_detail).filter(({ name }) => name === 'USAGE')
  expect(usage.map(({ cluster }) => cluster.replicas?.length)).toEqual([2])
  await Promise.all(buses.map((bus) => bus.close()))
})
