import { setPriority } from 'node:os'
import { readlinkSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { startScriptedUpstream } from '@gptget/testkit'
import { ATTACKS, closeAttackers } from './attackers.ts'
import { startHostileUpstream } from './hostile-upstream.ts'
import type { Target } from './target.ts'

/*
 * Attackers and their provider run in a separate thread with low priority. In the event loop that measures what others
 * see, their work would count as the gateway's.
 */

/** A command for the thread: which attack to run, against whom, and for how long. */
export type AttackOrder = { name: string; target: Omit<Target, 'untilMs'>; forMs: number }

const NICENESS = 10

if (process.platform === 'linux')
  setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), NICENESS)

const [upstream, hostile] = await Promise.all([startScriptedUpstream(), startHostileUpstream()])
parentPort!.postMessage({
  chat: upstream.baseUrl('openai-chat'),
  anthropic: upstream.baseUrl('anthropic-messages'),
  endlessLine: hostile.endlessLine,
  gzipBomb: hostile.gzipBomb,
})

const run = async ({ name, target, forMs }: AttackOrder): Promise<void> => {
  const attack = ATTACKS.find((each) => each.name === name)!
  const outcomes = await attack.run({ ...target, untilMs: performance.now() + forMs })
  parentPort!.postMessage(outcomes)
}

parentPort!.on('message', (order: AttackOrder | null) => {
  if (order !== null) return void run(order)
  parentPort!.removeAllListeners('message')
  void Promise.all([closeAttackers(), upstream.stop(), hostile.stop()]).then(() => parentPort!.close())
})
