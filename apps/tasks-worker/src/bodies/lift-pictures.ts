import type { Picture } from '@gptget/api/schemas/task-fields'
import type { TaskImage } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { isOfAnAccount, providerObjectRefusal } from '@gptget/protocol'

type Sent = { type: 'sent'; declaredType: string; start: number; end: number }

/** An image of a request: where it is, or its place among the bytes that were sent. */
export type LiftedPicture = {
  role: TaskImage['role']
  source: { type: 'named'; source: TaskImage['source'] } | Sent
}

export type Pictures = {
  input_reference: Picture | undefined
  last_frame: Picture | undefined
  reference_images: readonly Picture[] | undefined
}

const MAX_URL_LENGTH = 8_000

/** Takes the images out of a request. `bytes`: of all that were sent in it. @throws PublicError 400 */
export const liftPictures = (given: Pictures): { pictures: LiftedPicture[]; bytes: Buffer } => {
  const pieces: Buffer[] = []
  let byteLength = 0
  const lift = (role: TaskImage['role'], picture: Picture, param: string): LiftedPicture => {
    const named = namedSource(picture, param)
    if (named.type !== 'data') return { role, source: { type: 'named', source: named.source } }
    const bytes = Buffer.from(named.base64, 'base64')
    pieces.push(bytes)
    const start = byteLength
    byteLength += bytes.byteLength
    return { role, source: { type: 'sent', declaredType: named.declaredType, start, end: byteLength } }
  }
  const pictures = [
    ...(given.input_reference === undefined ? [] : [lift('first', given.input_reference, 'input_reference')]),
    ...(given.last_frame === undefined ? [] : [lift('last', given.last_frame, 'last_frame')]),
    ...(given.reference_images ?? []).map((each, at) => lift('reference', each, `reference_images[${at}]`)),
  ]
  return { pictures, bytes: Buffer.concat(pieces) }
}

type Named =
  | { type: 'named'; source: TaskImage['source'] }
  | { type: 'data'; declaredType: string; base64: string }

const namedSource = (picture: Picture, param: string): Named => {
  if (typeof picture === 'object' && 'media_id' in picture)
    return { type: 'named', source: { mediaId: picture.media_id, index: picture.index ?? 0 } }
  const url = typeof picture === 'string' ? picture : picture.image_url
  if (isOfAnAccount(url)) throw providerObjectRefusal(param, 'Send the content itself, or a public URL.')
  if (/^https?:\/\//i.test(url) && url.length <= MAX_URL_LENGTH) return { type: 'named', source: { url } }
  const data = /^data:(image\/[\w.+-]+);base64,([A-Za-z0-9+/=\s]+)$/.exec(url)
  if (data !== null) return { type: 'data', declaredType: data[1]!, base64: data[2]! }
  throw new PublicError(
    'invalid_request',
    `${param}: send an http address of at most ${MAX_URL_LENGTH} characters, or a data URL of an image.`,
    { param },
  )
}
