import { bifrost } from './bifrost.ts'
import { direct } from './direct.ts'
import { litellm } from './litellm.ts'
import { nginx } from './nginx.ts'
import { honoProxy, nodeProxy } from './node-peer.ts'
import { ours } from './ours.ts'
import { portkey } from './portkey.ts'
import type { Target } from './target.ts'

/** All targets, in the order of the table. */
export const TARGETS: Target[] = [
  direct,
  ours({ id: 'ours', title: 'GptGet, one process', replicas: 1, processes: 'one' }),
  ours({ id: 'ours-apart', title: 'GptGet, services apart', replicas: 1, processes: 'apart' }),
  ours({
    id: 'ours-colocated',
    title: 'GptGet, edge and router together',
    replicas: 1,
    processes: 'together',
  }),
  litellm,
  portkey,
  bifrost,
  honoProxy(1),
  nodeProxy,
  nginx,
]

/**
 * Separate processes, with different numbers of edges and routers. The plain proxies share nothing, so the cost of
 * more of them is that of more busy processes on this machine's cores.
 */
export const SCALE_TARGETS: Target[] = [
  direct,
  ...[1, 2, 4].map((replicas) =>
    ours({
      id: `ours-x${replicas}`,
      title: `GptGet, ${replicas} edge${replicas > 1 ? 's' : ''} and router${replicas > 1 ? 's' : ''}`,
      replicas,
      processes: 'apart',
    }),
  ),
  ...[2, 4, 8].map(honoProxy),
]
