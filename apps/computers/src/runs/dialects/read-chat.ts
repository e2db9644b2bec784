import { runRequestSchema, type RunRequest } from '@gptget/api/schemas/runs'
import type { UserPart } from '@gptget/computer-use'
import { parseAt } from '@gptget/protocol'
import { conversationFrom, type AskedRun } from './asked-run.ts'

/** A chat completion that names a computer. @throws PublicError 400 naming the field */
export const readChat = (body: unknown): AskedRun => {
  const {
    messages,
    metadata: _metadata,
    stream_options: _options,
    ...request
  } = parseAt(runRequestSchema, body)
  return { request, ...conversationFrom(messages.map(readMessage)) }
}

type Message = RunRequest['messages'][number]

const readMessage = ({ role, content }: Message): { role: string; parts: UserPart[] } => ({
  role,
  parts: typeof content === 'string' ? textPart(content) : content.flatMap(readPart),
})

const textPart = (text: string): UserPart[] => (text === '' ? [] : [{ type: 'text', text }])

const readPart = (part: Exclude<Message['content'], string>[number]): UserPart[] => {
  if (part.type !== 'image_url') return textPart(part.text)
  const { image_url: image } = part
  return [{ type: 'image', url: typeof image === 'string' ? image : image.url }]
}
