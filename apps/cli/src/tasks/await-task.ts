import { setTimeout as sleep } from 'node:timers/promises'
import type { Api } from '../api/api.ts'
import type { Task } from '../api/types.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { startProgress } from '../output/progress.ts'

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 10_000
const RUNNING = new Set(['queued', 'pending', 'in_progress', 'submitted', 'processing', 'running'])

/** The task once it is completed, with its progress on stderr. @throws CliError where it ends otherwise. */
export const awaitTask = async (context: Context, api: Api, first: Task): Promise<Task> => {
  const { terminal } = context
  const progress = startProgress(terminal, `${first.id} ${first.status}`)
  let [task, pauseMs] = [first, FIRST_PAUSE_MS]
  try {
    while (RUNNING.has(task.status)) {
      progress.say(`${task.id} ${task.status}`, task.progress ?? null)
      await sleep(pauseMs, undefined, { signal: terminal.signal })
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.3)
      task = await api.ask<Task>('GET', `/tasks/${encodeURIComponent(task.id)}`)
    }
  } catch (error) {
    if (!terminal.signal.aborted) throw error
    throw new CliError(`Stopped waiting. ${task.id} continues on the server.`, {
      exitCode: EXIT.interrupted,
      advice: `\`gptget tasks wait ${task.id}\` waits on, \`gptget tasks cancel ${task.id}\` ends it.`,
    })
  } finally {
    progress.end()
  }
  if (task.status === 'completed') return task
  const reason = typeof task.error === 'string' ? task.error : task.error?.message
  throw new CliError(`${task.id} is ${task.status}: ${reason ?? 'no reason was given'}.`)
}
