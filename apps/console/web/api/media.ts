import { ask, sendJson } from './client.ts'

export type ImageAnswer = { data: { b64_json?: string; url?: string }[]; usage?: { cost?: number } }

export const makeImage = (fields: { model: string; prompt: string; size: string }): Promise<ImageAnswer> =>
  sendJson('POST', '/console/v1/images/generations', { ...fields, response_format: 'b64_json' })

/** Speech for a text, as a blob address of this page. */
export const speak = async (fields: { model: string; input: string; voice: string }): Promise<string> => {
  const response = await ask('/console/v1/audio/speech', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...fields, response_format: 'mp3' }),
  })
  return URL.createObjectURL(await response.blob())
}

export type Transcript = { text: string; usage?: { cost?: number; seconds?: number } }

/** The transcript of a recording. */
export const transcribe = async (model: string, file: File): Promise<Transcript> => {
  const body = new FormData()
  body.set('model', model)
  body.set('file', file)
  return (await ask('/console/v1/audio/transcriptions', { method: 'POST', body })).json()
}
