import { unsupported } from '../../canonical/losses.ts'
import { arrayOf, compact, objectOf, optionalText } from '../../json/object.ts'
import { failed, refusalByCode, refusalOf, unreadable, withoutId } from '../failures.ts'
import { kindOfAddress, outputsAt, succeeded, withoutFiles } from '../outputs.ts'
import { addressOf, imagesOf, requireKnown, requireOneOf } from '../require.ts'
import { progressOf, stateOf } from '../states.ts'
import type { LoadedTask, TaskWire, WirePolled } from '../wire.ts'

const ACTIONS = ['imagine', 'change', 'action', 'modal', 'describe', 'blend', 'shorten', 'video', 'edits']
/** These actions continue another task and need its id at the proxy. */
const FOLLOW_UPS = new Set(['change', 'action', 'modal'])

/** 1: started, 21: exists already, 22: queued. */
const TAKEN = new Set([1, 21, 22])

const bodyOf = (task: LoadedTask, action: string): Record<string, unknown> => {
  const references = [...imagesOf(task, 'first'), ...imagesOf(task, 'reference')].map(addressOf)
  return compact({
    ...task.input,
    prompt: task.prompt,
    base64: action === 'describe' ? references[0] : undefined,
    base64Array: action !== 'describe' && references.length > 0 ? references : undefined,
    taskId: FOLLOW_UPS.has(action) ? task.parent?.['id'] : undefined,
    state: task.taskId,
    notifyHook: task.webhookUrl ?? undefined,
  })
}

/**
 * midjourney-proxy: novicezk/midjourney-proxy, docs/api.md, and the fields that new-api reads. Follow-ups use the
 * account of the first task. Many tasks are polled at once.
 */
export const midjourney: TaskWire = {
  types: ['mj', 'image'],
  defaults: {},
  pollIntervalMs: 3_000,
  usualMs: 60_000,
  submit: (task) => {
    const action = task.action ?? 'imagine'
    requireKnown(task, {
      fields: ['action'],
      images: { first: 1, reference: 5 },
      hasInput: true,
      needsPrompt: action === 'imagine' || action === 'shorten',
    })
    requireOneOf('action', action, ACTIONS)
    if (FOLLOW_UPS.has(action) && task.parent === null)
      throw unsupported('parent_id', `"${action}" goes on from another task: name it.`)
    const value = bodyOf(task, action)
    return { method: 'POST', path: `/mj/submit/${action}`, body: { type: 'json', value } }
  },
  readSubmitted: (answer) => {
    const refusal = refusalOf(answer)
    if (refusal !== null) return refusal
    const { code, description, result } = objectOf(answer.body)
    // 23: the queue is full, 3: no account is free.
    if (code === 23 || code === 3) return refusalByCode(429, undefined)
    if (code === 24) return refusalByCode(24, `banned words: ${optionalText(description) ?? ''}`)
    const id = typeof result === 'number' ? String(result) : optionalText(result)
    if (typeof code === 'number' && !TAKEN.has(code)) return refusalByCode(code, optionalText(description))
    return id === undefined ? withoutId() : { type: 'accepted', handle: { id } }
  },
  mostPerPoll: 50,
  poll: (handles) => ({
    method: 'POST',
    path: '/mj/task/list-by-condition',
    body: { type: 'json', value: { ids: handles.map(({ id }) => id) } },
  }),
  readPolled: (answer, handles) => {
    const bad = unreadable(answer)
    if (bad !== null) return handles.map(() => bad)
    const tasks = new Map(arrayOf(answer.body).map((task) => [String(objectOf(task)['id']), task]))
    return handles.map(({ id }) => readTask(tasks.get(id!)))
  },
  webhook: { proof: { type: 'address' } },
}

const readTask = (value: unknown): WirePolled => {
  if (value === undefined) return { type: 'gone' }
  const task = objectOf(value)
  switch (stateOf(task['status'])) {
    case 'succeeded': {
      const outputs = [
        ...outputsAt('image', task['imageUrl']),
        ...outputsAt('video', task['videoUrls'] ?? task['videoUrl']),
      ].map((output) =>
        output.source.type === 'address'
          ? { ...output, kind: kindOfAddress(output.source.url, output.kind) }
          : output,
      )
      const details = { buttons: arrayOf(task['buttons']), prompt_en: task['promptEn'] ?? null }
      return optionalText(task['action']) === 'DESCRIBE'
        ? withoutFiles({ ...details, prompt: task['prompt'] ?? null })
        : succeeded(outputs, { details })
    }
    case 'failed':
      return failed(optionalText(task['failReason']))
    case 'cancelled':
      return { type: 'cancelled', isCharged: false }
    case 'expired':
      return { type: 'expired' }
    default:
      return { type: 'running', progress: progressOf(task['progress']) }
  }
}
