import type { pollAnswer, Polled, pollTasks as pollSubject, TaskHandle } from '@gptget/contracts'
import type { WirePolled } from '@gptget/protocol'
import type { z } from 'zod'
import type { RouterContext } from '../context.ts'
import { withoutSecrets } from '../upstream/blank-secrets.ts'
import { isStored, pollStored } from './answered/stored-files.ts'
import { providerOf, type TaskProvider } from './provider/route-of-task.ts'
import { sendCall } from './provider/send-call.ts'

type Task = z.output<(typeof pollSubject)['head']>['tasks'][number]
type Answer = z.output<typeof pollAnswer>

/** Concurrent calls to one provider for one request of the tasks-worker. */
const MOST_AT_ONCE = 8
const TIMEOUT_MS = 20_000

/** The states of tasks, in their order. Those of one provider and key share a call. */
export const pollTasks = async (
  context: RouterContext,
  { tasks }: { tasks: readonly Task[] },
): Promise<Answer> => {
  const results: Polled[] = tasks.map(() => ({ type: 'unreachable', reason: 'it was not asked' }))
  const intervals = tasks.map(() => LONGEST_INTERVAL_MS)
  const waiting = groupsOf(context, tasks)
  const work = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      const found = await pollGroup(context, group)
      for (const [at, position] of group.positions.entries()) {
        results[position] = found[at] ?? { type: 'unreachable', reason: 'the provider left it out' }
        intervals[position] = group.provider?.wire.pollIntervalMs ?? LONGEST_INTERVAL_MS
      }
    }
  }
  const stored = tasks.map(async (task, position) => {
    if (isStored(task.handle)) results[position] = await pollStored(context, task)
  })
  await Promise.all([...stored, ...Array.from({ length: Math.min(MOST_AT_ONCE, waiting.length) }, work)])
  return { results, nextPollMs: intervals }
}

const LONGEST_INTERVAL_MS = 30_000

type Group = { provider: TaskProvider | null; model: string; positions: number[]; handles: TaskHandle[] }

const groupsOf = (context: RouterContext, tasks: readonly Task[]): Group[] => {
  const open = new Map<string, Group>()
  const all: Group[] = []
  for (const [position, { route, handle }] of tasks.entries()) {
    if (isStored(handle)) continue
    const name = `${route.providerId}\n${route.credential}\n${handle['kind'] ?? ''}`
    const known = open.get(name)
    if (known !== undefined && known.handles.length < (known.provider?.wire.mostPerPoll ?? 1)) {
      known.positions.push(position)
      known.handles.push(handle)
      continue
    }
    const group = {
      provider: known?.provider ?? tryProvider(context, route),
      model: route.upstreamModel,
      positions: [position],
      handles: [handle],
    }
    open.set(name, group)
    all.push(group)
  }
  return all
}

const tryProvider = (context: RouterContext, route: Task['route']): TaskProvider | null => {
  try {
    return providerOf(context, route)
  } catch {
    return null
  }
}

const pollGroup = async (context: RouterContext, { provider, model, handles }: Group): Promise<Polled[]> => {
  if (provider === null)
    return handles.map(() => ({
      type: 'unreachable',
      reason: 'its provider or key is not configured any more',
    }))
  return (await askForHandles(context, provider, model, handles)).map((polled) => toPolled(provider, polled))
}

/** The answers as a wire reads them, with the bytes they may contain. */
export const askForHandles = async (
  context: RouterContext,
  provider: TaskProvider,
  model: string,
  handles: readonly TaskHandle[],
): Promise<WirePolled[]> => {
  const { wire } = provider
  const sent = await sendCall(context, { ...provider, model }, wire.poll(handles), TIMEOUT_MS)
  if (sent.type === 'lost') return handles.map(() => ({ type: 'unreachable', reason: sent.error.message }))
  return wire.readPolled(sent.answer, handles)
}

const toPolled = ({ provider }: TaskProvider, polled: WirePolled): Polled => {
  if (polled.type === 'failed')
    return {
      ...polled,
      failure: { ...polled.failure, message: withoutSecrets(polled.failure.message, provider) },
    }
  if (polled.type !== 'succeeded') return polled
  return {
    ...polled,
    outputs: polled.outputs.map(({ source, ...output }, position) => ({
      ...output,
      source: source.type === 'base64' ? { type: 'inline', position } : source,
    })),
  }
}
