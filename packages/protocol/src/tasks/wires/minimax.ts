import { compact, objectOf, optionalText } from '../../json/object.ts'
import { failed, refusalByCode, refusalOf, unreadable, withoutId } from '../failures.ts'
import { succeeded } from '../outputs.ts'
import { addressOf, imageOf, requireKnown, requireOneOf, resolutionOf } from '../require.ts'
import { stateOf } from '../states.ts'
import type { TaskAnswer, TaskWire } from '../wire.ts'

/** 200 with its own status inside. 1002 is a limit, 1026 and 1027 are about content. */
const faultIn = ({ body }: TaskAnswer): { code: number; message: string | undefined } | null => {
  const { status_code: code, status_msg: message } = objectOf(objectOf(body)['base_resp'])
  return typeof code === 'number' && code !== 0 ? { code, message: optionalText(message) } : null
}

/** Ids are numbers in some answers and strings in others. */
const idIn = (value: unknown): string | undefined =>
  typeof value === 'number' ? String(value) : optionalText(value)

/**
 * MiniMax Hailuo: the result is a file, whose URL must be requested.
 * https://platform.minimax.io/docs/api-reference
 */
export const minimax: TaskWire = {
  types: ['video'],
  defaults: { seconds: 6, resolution: '768p' },
  pollIntervalMs: 10_000,
  usualMs: 180_000,
  submit: (task) => {
    requireKnown(task, {
      fields: ['seconds', 'size', 'resolution'],
      images: { first: 1, last: 1 },
    })
    requireOneOf('seconds', task.seconds, [6, 10])
    const [first, last] = [imageOf(task, 'first'), imageOf(task, 'last')]
    const value = compact({
      model: task.model,
      prompt: task.prompt,
      duration: task.seconds,
      resolution: resolutionOf(task)?.toUpperCase(),
      first_frame_image: first === undefined ? undefined : addressOf(first),
      callback_url: task.webhookUrl ?? undefined,
      last_frame_image: last === undefined ? undefined : addressOf(last),
    })
    return { method: 'POST', path: '/video_generation', body: { type: 'json', value } }
  },
  readSubmitted: (answer) => {
    const refusal = refusalOf(answer)
    if (refusal !== null) return refusal
    const fault = faultIn(answer)
    if (fault !== null) return refusalByCode(fault.code === 1002 ? 429 : fault.code, fault.message)
    const id = idIn(objectOf(answer.body)['task_id'])
    return id === undefined ? withoutId() : { type: 'accepted', handle: { id } }
  },
  mostPerPoll: 1,
  poll: ([handle]) => ({
    method: 'GET',
    path: `/query/video_generation?task_id=${encodeURIComponent(handle!['id']!)}`,
  }),
  readPolled: (answer) => {
    const bad = unreadable(answer)
    if (bad !== null) return [bad]
    const { status, file_id } = objectOf(answer.body)
    const fault = faultIn(answer)
    switch (stateOf(status)) {
      case 'succeeded': {
        const id = idIn(file_id)
        return [
          succeeded(id === undefined ? [] : [{ kind: 'video', variant: '', source: { type: 'file', id } }]),
        ]
      }
      case 'failed':
        return [failed(fault?.message)]
      default:
        return [{ type: 'running', progress: null }]
    }
  },
  webhook: {
    proof: { type: 'address' },
    // It tests a URL first, and expects its challenge back.
    reply: (body): Record<string, string> => {
      const challenge = optionalText(objectOf(body)['challenge'])
      return challenge === undefined ? {} : { challenge }
    },
  },
  locate: (fileId) => ({ method: 'GET', path: `/files/retrieve?file_id=${encodeURIComponent(fileId)}` }),
  readLocated: ({ body }) => optionalText(objectOf(objectOf(body)['file'])['download_url']) ?? null,
}
