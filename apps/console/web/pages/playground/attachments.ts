import type { Model } from '../../api/models.ts'
import type { Part } from '../../api/chat.ts'
import { m } from '../../messages/index.ts'

export type AttachmentKind = 'image' | 'audio' | 'pdf' | 'text'

/** A chosen file. `content` is a data URL; of a text file, its text. */
export type Attachment = { id: string; name: string; kind: AttachmentKind; content: string }

/** A request may have 50 MiB, and the conversation grows. */
const MAX_BYTES = 20 * 1_024 * 1_024

const IMAGES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif']
const AUDIO = ['audio/wav', 'audio/x-wav', 'audio/mpeg']

const kindOf = ({ type }: File): AttachmentKind => {
  if (IMAGES.includes(type)) return 'image'
  if (AUDIO.includes(type)) return 'audio'
  return type === 'application/pdf' ? 'pdf' : 'text'
}

const asDataUrl = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result)))
    reader.addEventListener('error', () => reject(reader.error ?? new Error(file.name)))
    reader.readAsDataURL(file)
  })

const asText = async (file: File): Promise<string> => {
  const bytes = await file.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Error(m.playground.notReadable(file.name))
  }
}

const readFile = async (file: File): Promise<Attachment> => {
  if (file.size > MAX_BYTES) throw new Error(m.playground.tooLarge(file.name))
  const kind = kindOf(file)
  const content = kind === 'text' ? await asText(file) : await asDataUrl(file)
  return { id: crypto.randomUUID(), name: file.name, kind, content }
}

/** Reads chosen files. @throws Error that names the file that cannot be sent, and says why */
export const readAttachments = (files: Iterable<File>): Promise<Attachment[]> =>
  Promise.all([...files].map(readFile))

/** The base64 of a data URL. */
export const base64Of = (url: string): string => url.slice(url.indexOf(',') + 1)

/** An attachment as a part of a message. Text files are sent as text, which every model reads. */
export const partOf = ({ name, kind, content }: Attachment): Part => {
  switch (kind) {
    case 'image':
      return { type: 'image_url', image_url: { url: content } }
    case 'audio': {
      const format = content.startsWith('data:audio/mpeg') ? 'mp3' : 'wav'
      return { type: 'input_audio', input_audio: { data: base64Of(content), format } }
    }
    case 'pdf':
      return { type: 'file', file: { filename: name, file_data: content } }
    case 'text':
      return { type: 'text', text: `${name}:\n\n${content}` }
  }
}

/** The input modalities that accept a kind. For models with vision, a PDF becomes images of its pages. */
const READ_BY: Record<AttachmentKind, string[]> = {
  image: ['image'],
  audio: ['audio'],
  pdf: ['file', 'pdf', 'image'],
  text: ['text'],
}

/** Whether a model accepts an attachment. */
export const isReadBy = ({ kind }: Attachment, { input }: Model): boolean =>
  kind === 'text' || READ_BY[kind].some((modality) => input.includes(modality))
