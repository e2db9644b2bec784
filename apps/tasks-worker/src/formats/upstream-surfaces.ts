import type { mjSubmitRequestSchema, sunoSubmitRequestSchema } from '@gptget/api/schemas/upstream-surfaces'
import type { createTaskRequestSchema } from '@gptget/api/schemas/tasks'
import type { z } from 'zod'

type Asked = z.output<typeof createTaskRequestSchema>
type MjSubmitted = z.output<typeof mjSubmitRequestSchema>
type SunoSubmitted = z.output<typeof sunoSubmitRequestSchema>

/**
 * A submission of midjourney-proxy's clients in our fields: their own fields are passed on, and follow-ups name the
 * task that they continue.
 */
export const askedByMj = (action: string, submitted: MjSubmitted): Asked => {
  const { model, prompt, base64, base64Array = [], taskId, notifyHook, state: _state, ...input } = submitted
  const pictures = [...(base64 === undefined ? [] : [base64]), ...base64Array]
  return {
    type: 'mj',
    action,
    input,
    ...(model === undefined ? {} : { model }),
    ...(prompt === undefined || prompt === '' ? {} : { prompt }),
    ...(pictures.length === 0 ? {} : { reference_images: pictures }),
    ...(taskId === undefined ? {} : { parent_id: taskId }),
    ...(notifyHook === undefined ? {} : { callback_url: notifyHook }),
  }
}

/** A submission of Suno wrappers' clients in our fields: their own fields are passed on. */
export const askedBySuno = (action: string, submitted: SunoSubmitted): Asked => {
  const { model, prompt, mv: _mv, task_id: parent, notify_hook: hook, ...others } = submitted
  const { title, tags, make_instrumental: isInstrumental, ...input } = others
  return {
    type: 'suno',
    action,
    input,
    ...(model === undefined ? {} : { model }),
    ...(prompt === undefined ? {} : action === 'lyrics' ? { prompt } : { lyrics: prompt }),
    ...(title === undefined ? {} : { title }),
    ...(tags === undefined ? {} : { tags }),
    ...(isInstrumental === undefined ? {} : { instrumental: isInstrumental }),
    ...(parent === undefined ? {} : { parent_id: parent }),
    ...(hook === undefined ? {} : { callback_url: hook }),
  }
}
