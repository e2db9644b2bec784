import { setTimeout as sleep } from 'node:timers/promises'
import type { Api } from '../api/api.ts'
import type { Task } from '../api/types.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { startProgress } from '../output/progress.ts'
import { tellOnInterrupt } from '../tell-on-interrupt.ts'

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 10_000
const RUNNING = new Set(['queued', 'pending', 'in_progress', 'submitted', 'processing', 'running'])

/** Waits until a task completes and shows its progress on stderr. @throws CliError if it fails or is cancelled */
export const awaitTask = async (context: Context, api: Api, first: Task): Promise<Task> => {
  const task = await tellOnInterrupt(
    context.terminal,
    `Stopped waiting. ${first.id} continues on the server.`,
    `\`gptget tasks wait ${first.id}\` waits again, \`gptget tasks cancel ${first.id}\` ends it.`,
    () => untilEnded(context, api, first),
  )
  if (task.status === 'completed') return task
  const reason = typeof task.error === 'string' ? task.error : task.error?.message
  throw new CliError(`${task.id} is ${task.status}: ${reason ?? 'no reason was given'}.`)
}

const untilEnded = async ({ terminal }: Context, api: Api, first: Task): Promise<Task> => {
  const progress = startProgress(terminal, `${first.id} ${first.status}`)
  let [task, pauseMs] = [first, FIRST_PAUSE_MS]
  try {
    while (RUNNING.has(task.status)) {
      progress.say(`${task.id} ${task.status}`, task.progress ?? null)
      await sleep(pauseMs, undefined, { signal: terminal.signal })
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.3)
      task = await api.ask<Task>('GET', `/tasks/${encodeURIComponent(task.id)}`)
    }
    return task
  } finally {
    progress.end()
  }
}
