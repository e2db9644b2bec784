import { sendBody } from '@gptget/bus'
import { measureSound, storeFile } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { fromBus } from '@gptget/http'
import { workOn } from '@gptget/threads'
import type { Body, Threads } from '@gptget/threads'
import { z } from 'zod'
import { readInputAudio } from './read-input-audio.ts'
import type { Authenticated } from '../authenticate/authenticate.ts'
import { inputNameOf, removeAfterwards } from './receive-form.ts'
import type { FormContext } from './receive-form.ts'

export type SoundContext = FormContext & { threads: Threads<{ readInputAudio: typeof readInputAudio }> }

/** A stored file of a form. */
const stored = z.object({ media_id: z.string(), index: z.number() })
type Stored = z.output<typeof stored>

/**
 * A form with audio, as JSON whose `file` has its length.
 * @throws PublicError 400 without readable audio
 */
export const measureForm = async (
  context: SoundContext,
  request: Authenticated,
  form: Buffer,
): Promise<Buffer> => {
  const { file, ...others } = JSON.parse(form.toString()) as Record<string, unknown>
  const { data: sound } = stored.safeParse(file)
  if (sound === undefined)
    throw new PublicError('invalid_request', 'file: send one audio file.', { param: 'file' })
  return withMeasured(context, request, others, sound)
}

/**
 * JSON with audio, as JSON whose `file` has its location and length.
 * @throws as `measureForm` does
 */
export const storeInputAudio = async (
  context: SoundContext,
  request: Authenticated,
  sent: Body,
): Promise<Buffer> => {
  const turn = { caller: request.key.accountId }
  const { sound, declaredType, others } = await workOn(
    context.threads,
    { readInputAudio },
    sent,
    undefined,
    turn,
  )
  const { accountId, mediaId } = inputNameOf(request)
  removeAfterwards(context, request)
  const head = { accountId, mediaId, index: 0, variant: '', kind: 'input', declaredType } as const
  await ask(() => sendBody(context.bus, storeFile, head, sound))
  const fields = JSON.parse(others.toString()) as Record<string, unknown>
  return withMeasured(context, request, fields, { media_id: mediaId, index: 0 })
}

const withMeasured = async (
  { bus }: SoundContext,
  { key }: Authenticated,
  others: Record<string, unknown>,
  { media_id, index }: Stored,
): Promise<Buffer> => {
  const name = { accountId: key.accountId, mediaId: media_id, index, variant: '' }
  const { durationMs } = await ask(() => bus.call(measureSound, name))
  return Buffer.from(JSON.stringify({ ...others, file: { media_id, index, duration_ms: durationMs } }))
}

const ask = async <Result>(asked: () => Promise<Result>): Promise<Result> => {
  try {
    return await asked()
  } catch (error) {
    throw fromBus(error)
  }
}
